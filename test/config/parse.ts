import { type Config, ConfigError, parseConfig } from '../../src/config/index.ts';
import { fakePlatforms } from './fake-platforms.ts';

type Env = Readonly<Record<string, string>>;

export function parse(text: string, env: Env = {}): Config {
  return parseConfig(text, { file: '/etc/cce/config.yaml', platforms: fakePlatforms, env });
}

/** The lines that are reported for a file, without its name. */
export function problemsOf(text: string, env: Env = {}): readonly string[] {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message.replaceAll('/etc/cce/config.yaml:', '').split('\n');
    throw error;
  }
  return [];
}

/** A tenant with nothing but what it must have, as a list of one; more lines are added to it. */
export function minimal(...more: readonly string[]): string {
  const lines = [
    '- name: acme',
    '  platform: cxone',
    '  api: acd',
    '  oauth: { client_id: a, client_secret: b }',
  ];
  return ['tenants:', ...lines, ...more.map((line) => `  ${line}`)].map((line) => `${line}\n`).join('');
}
