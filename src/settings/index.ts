export { byteSize, duration, label, whenPresent, wholeNumber, wildcard } from './fields.ts';
export { parseProxyUrl } from './proxy-url.ts';
export { parseSecret } from './secret-text.ts';
export { booleanFromEnv, numberFromEnv } from './text-values.ts';
