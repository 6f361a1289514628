export { byteSize, duration, label, whenPresent, wholeNumber, wildcard } from './fields.ts';
export { secretText } from './secret-text.ts';
export { number, trueOrFalse } from './text-values.ts';
