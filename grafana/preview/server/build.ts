import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const folder = join(import.meta.dirname, '..');

/** What Grafana loads when it is used, its code editor and maps, is not used here and takes most of the time. */
const withoutLazyParts: Plugin = {
  name: 'without-lazy-parts',
  setup: ({ onResolve }) => {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** Bundles the page. @returns its files by name, `main.js` and `main.css` among them. */
export async function bundlePage(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'page/main.tsx')],
    outdir: folder,
    write: false,
    bundle: true,
    plugins: [withoutLazyParts],
    format: 'esm',
    jsx: 'automatic',
    loader: { '.svg': 'dataurl', '.png': 'dataurl' },
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(folder.length + 1), contents]));
}
