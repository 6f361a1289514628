export { byteSize, duration, label, whenPresent, wholeNumber, wildcard } from './fields.ts';
export { parseSecret } from './secret-text.ts';
export { booleanFromEnv, numberFromEnv } from './text-values.ts';
