/**
 * Commit that the program was built from. Undefined where it runs from source; `npm run build` (`tools/build.ts`) writes
 * the commit into the compiled file.
 */
export const revision: string | undefined = undefined;
