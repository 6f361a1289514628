import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';

/** The steps of the Dockerfile, without a container engine; `npm run test:image` builds and runs it with one. */

/** How a stage names the base image. */
const FROM_BASE = ['$', '{BASE}'].join('');

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Step {
  readonly name: string;
  readonly text: string;
}

/** The instructions in order, with continued lines joined and comments removed. */
const steps: readonly Step[] = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [name = '', ...words] = line.split(' ');
    return { name, text: words.join(' ') };
  });

const lastStage = steps.slice(steps.findLastIndex(({ name }) => name === 'FROM'));

function only(name: string): string {
  const found = lastStage.filter((step) => step.name === name);
  expect(found.map((step) => step.name)).toEqual([name]);
  return found[0]?.text ?? '';
}

/** Words of a command in JSON form: run without a shell, so that signals reach the exporter. */
const words = (json: string): readonly string[] => JSON.parse(json.replace(/^[^[]*/, ''));

describe('the Dockerfile', () => {
  it('takes every stage from the one base that an argument pins, and the last one from nothing', () => {
    const bases = steps.filter(({ name }) => name === 'FROM').map(({ text }) => text.replace(/^--\S+ /, ''));
    expect(bases.at(-1)).toBe('scratch');
    expect(new Set(bases.slice(0, -1).map((base) => base.split(' ')[0]))).toEqual(new Set([FROM_BASE]));
    expect(steps[0]).toEqual({
      name: 'ARG',
      text: expect.stringMatching(/^BASE=\S+\/node:24-alpine(@sha256:[0-9a-f]{64})?$/),
    });
  });

  it('runs no step in the last stage, where each layer is downloaded', () => {
    expect(lastStage.filter(({ name }) => name === 'RUN' || name === 'ADD')).toEqual([]);
    expect(lastStage.filter(({ name }) => name === 'COPY').map(({ text }) => text)).toEqual([
      '--from=base / /',
      '--from=warm --chown=0:0 /app /app',
    ]);
  });

  it('copies files that exist and that .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = steps
      .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from'))
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(copied).toContain('src');
    for (const path of copied) {
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
      expect(allowed.some((each) => each === path || each.startsWith(`${path}/`))).toBe(true);
    }
  });

  it('runs as a user that is not root, by number, with the flags that the program has', async () => {
    expect(only('USER')).toMatch(/^[1-9]\d*:\d+$/);
    const [node, ...flags] = words(only('ENTRYPOINT'));
    expect([node, flags.at(-1)]).toEqual(['node', '/app/dist/main.js']);
    const scripts = JSON.parse(read('package.json')).scripts;
    for (const flag of flags.slice(0, -1)) expect(scripts.start).toContain(flag);
    expect(only('EXPOSE')).toBe('10980');
  });

  it('checks its health with the command of the program and the flags of process 1', async () => {
    const [node, program, ...args] = words(only('HEALTHCHECK'));
    expect([node, program]).toEqual(['node', '/app/dist/main.js']);
    const { code, calls } = await run(args);
    expect(code).toBe(0);
    expect(calls).toMatchObject([{ name: 'healthcheck', flags: { 'of-process': 1 } }]);
  });

  it('has the labels that show where an image comes from', () => {
    const labels = only('LABEL').matchAll(/org\.opencontainers\.image\.([a-z.]+)="([^"]+)"/g);
    const values = Object.fromEntries([...labels].map(([, name, value]) => [name, value]));
    expect(values).toMatchObject({ version: '$VERSION', revision: '$REVISION', created: '$CREATED' });
    const { repository } = JSON.parse(read('package.json'));
    const source = lastStage.find(({ name, text }) => name === 'ARG' && text.startsWith('SOURCE='));
    expect(`git+${source?.text.slice('SOURCE='.length)}.git`).toBe(repository.url);
    expect([values.source, values.url]).toEqual(['$SOURCE', '$SOURCE']);
  });
});
