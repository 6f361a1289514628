const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  readonly text: string;
  /** Whether the text contains a value of the environment. */
  readonly expanded: boolean;
  readonly problems: readonly string[];
}

/**
 * Replaces `${NAME}` by the value of the environment variable. `$${` stands for `${` itself; any other `$` is kept, so
 * that a password with one needs no escape.
 */
export function expandEnvironment(text: string, environment: Environment): Expansion {
  const problems: string[] = [];
  let expanded = false;
  const result = text.replace(REFERENCE, (match, name: string | undefined) => {
    if (match === '$${') return '${';
    expanded = true;
    if (name === undefined) {
      problems.push(
        `contains an incomplete reference; write \${NAME} for a variable, or $\${ for the characters`,
      );
      return '';
    }
    const value = environment[name];
    if (value === undefined)
      problems.push(`the environment variable ${name} is not set; set it, or $\${${name}} for the text`);
    else if (value === '') problems.push(`the environment variable ${name} is empty; give it a value`);
    return value ?? '';
  });
  return { text: result, expanded, problems };
}

/** Escapes text so that `expandEnvironment` returns it unchanged. */
export function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}
