const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  readonly text: string;
  /** Whether any of the text came from the environment. */
  readonly expanded: boolean;
  readonly problems: readonly string[];
}

/**
 * Puts the values of environment variables in the place of `${NAME}`. `$${` stands for `${` itself; any other `$` is
 * left as it is, so that a password which holds one needs no care.
 */
export function expandEnvironment(text: string, environment: Environment): Expansion {
  const problems: string[] = [];
  let expanded = false;
  const result = text.replace(REFERENCE, (match, name: string | undefined) => {
    if (match === '$${') return '${';
    expanded = true;
    if (name === undefined) {
      problems.push(
        `holds an incomplete reference; write \${NAME} for a variable, or $\${ for the characters`,
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

/** Text that `expandEnvironment` gives back as it is here. */
export function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}
