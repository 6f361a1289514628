/** One problem of a configuration file. Never contains a secret. */
export interface ConfigProblem {
  readonly file: string;
  /** Counted from 1; absent for the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  /** Such as `tenants[0].queues.include`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong; how to fix it. */
  readonly message: string;
}

/** The configuration is invalid: every problem, in the order of the file. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'invalid_config';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map(formatProblem).join('\n'), options);
    this.problems = problems;
  }
}

/** `file:line:column: key.path: what is wrong; how to fix it` */
export function formatProblem({ file, line, column, path, message }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return [place, path, message].filter((part) => part !== '').join(': ');
}

export type ConfigPath = readonly (string | number)[];

/** A plausible key. Anything else in its place may be a value that lost its key, even a secret. */
const PLAIN_KEY = /^[A-Za-z_][\w.-]{0,39}$/;

/** `['tenants', 0, 'name']` is `tenants[0].name`. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = isPlainKey(step) ? step : '?';
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

export function isPlainKey(key: string): boolean {
  return PLAIN_KEY.test(key);
}
