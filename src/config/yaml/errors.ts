import type { ErrorCode, YAMLError } from 'yaml';

/** Messages by error code. The parser's own messages quote the file, which may contain a secret at that place. */
const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'is indented with a tab; use spaces',
  BAD_INDENT: 'is indented differently from its neighbours; align it with them',
  DUPLICATE_KEY: 'is given twice; delete one of the two',
  BAD_SCALAR_START: 'starts with a character that YAML reserves; put the text in quotes',
  BAD_DQ_ESCAPE: 'contains an unknown escape; use single quotes, or write \\\\ for a backslash',
  BLOCK_AS_IMPLICIT_KEY:
    'contains a second colon or a nested key; put the text in quotes, or start a new line',
  MULTILINE_IMPLICIT_KEY: 'is not a key with a value; is a space missing after a colon?',
  MISSING_CHAR: 'a colon or a comma is missing, or a line is indented differently from its neighbours',
  MULTIPLE_DOCS: 'starts a second document; keep one in the file',
  TAG_RESOLVE_FAILED: 'starts with an unknown tag (!); put the text in quotes',
  BAD_ALIAS: 'starts with * but no anchor before it has this name; put the text in quotes',
  BAD_DIRECTIVE: 'starts with % but is not a directive; delete the line',
};

const FALLBACK = 'is not valid YAML; check for a missing quote, bracket, colon or space';
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
