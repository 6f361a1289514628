import type { ErrorCode, YAMLError } from 'yaml';

/**
 * The parser's own messages quote the file, which may hold a secret at just that place, so each of its error codes is
 * put into words here.
 */
const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'is indented with a tab; YAML wants spaces',
  BAD_INDENT: 'is indented differently from its neighbours; line it up with them',
  DUPLICATE_KEY: 'is given twice; delete one of the two',
  BAD_SCALAR_START: 'begins with a character that YAML reserves; put the text in quotes',
  BAD_DQ_ESCAPE: 'holds an unknown escape; use single quotes, or write \\\\ for a backslash',
  BLOCK_AS_IMPLICIT_KEY: 'holds a second colon or a deeper key; put the text in quotes, or begin a new line',
  MULTILINE_IMPLICIT_KEY: 'is not a key with a value; is a space missing after a colon?',
  MISSING_CHAR: 'a colon or a comma is missing, or a line is indented differently from its neighbours',
  MULTIPLE_DOCS: 'begins a second document; keep one in the file',
  TAG_RESOLVE_FAILED: 'begins with a tag (!) that is not known; put the text in quotes',
  BAD_ALIAS: 'begins with * but names no anchor before it; put the text in quotes',
  BAD_DIRECTIVE: 'begins with % but is no directive; delete the line',
};

const FALLBACK = 'is not valid YAML; look for a missing quote, bracket, colon or space';
const QUOTE_OPEN = 'a quote before this point is not closed; close it';
const BRACKET_OPEN = 'a bracket or brace before this point is not closed; close it';
const REFERENCE_IN_BRACES = `is not valid YAML; inside braces or brackets put "\${NAME}" in quotes`;

/** `line` is the text of the line with the error. */
export function yamlErrorMessage({ code, message }: YAMLError, line: string): string {
  if (['UNEXPECTED_TOKEN', 'MISSING_CHAR'].includes(code) && line.includes('${')) return REFERENCE_IN_BRACES;
  if (message.includes('closing')) return QUOTE_OPEN;
  if (message.includes('end with a')) return BRACKET_OPEN;
  return MESSAGES[code] ?? FALLBACK;
}
