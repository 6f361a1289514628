import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { run as parse } from '../cli/run.ts';
import { eventually, freePort, type RunningProcess, startProcess } from '../support/process.ts';
import { codeBlocks, commandsOf } from './code-blocks.ts';

/**
 * Every command of the pages: run as it is written, or its flags are read by the program, or another check runs it. A new
 * command fails here until it has its place.
 */

const commands = codeBlocks('sh').flatMap((block) =>
  commandsOf(block).map((command) => ({ file: block.file, command })),
);

/** Run as written, in a folder with a config.yaml whose tenants are simulated. */
const RUN = [
  /^promtool check rules /,
  /^amtool check-config /,
  /^npm sbom /,
  /^contact-center-exporter check-config /,
  /^curl .*localhost:10990/,
];

/** Read by the program's own parser of the command line; what they do is tested where the command is. */
const PARSED = /^(?:npm start --|npx contact-center-exporter|contact-center-exporter)(?: (?<args>.*))?$/;

/** Which check runs what is not run here. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm start$/, 'test/e2e/npm-start.test.ts'],
  [/^npm install (--global .*)?\.\/contact-center-exporter-/, 'test/e2e/package.test.ts'],
  [/^npx contact-center-exporter$/, 'test/e2e/package.test.ts'],
  [/^npm pack$/, 'test/e2e/package.test.ts'],
  [/^npm run generate/, 'the tests that compare generated files'],
  [/^curl .*\/api\/v1\/analytics\/query$/s, 'test/e2e/analytics.test.ts'],
  [
    /^helm (install|upgrade|template) /,
    'npm run test:chart renders the same chart; NOT RUN: there is no cluster',
  ],
  [/^kubectl /, 'NOT RUN: there is no cluster'],
  [/^docker (compose|build|run|kill) /, 'npm run test:image builds and runs the image; NOT RUN: compose'],
  [/^npm (test|run dashboards:)/, 'NOT RUN: it takes minutes; CI runs npm test'],
  [/^npm run (faults|soak)/, 'test/faults runs the short form; NOT RUN: it takes minutes'],
  [
    /^(sudo |systemctl |journalctl |systemd-sysusers)/,
    'NOT RUN: it changes the system; test/project/systemd.test.ts checks the unit',
  ],
  [/^gh |^git /, 'NOT RUN: it needs the published repository'],
];

let folder: string;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let admin: RunningProcess;
let adminAddress: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'documented-commands-'));
  simulator = await startSimulator();
  writeFileSync(join(folder, 'config.yaml'), exporterConfig(simulator.tenants, {}));
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const main = join(process.cwd(), 'src/main.ts');
  const script = (name: string, text: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  script('contact-center-exporter', `exec '${process.execPath}' '${main}' "$@"`);
  adminAddress = `127.0.0.1:${await freePort(6)}`;
  // The ports of the pages may be in use on this machine.
  script('curl', `exec /usr/bin/curl --fail -sS --connect-to localhost:10990:${adminAddress} "$@"`);
  admin = startProcess(process.execPath, [main, 'simulate', `--listen-address=${adminAddress}`]);
  await eventually(async () => expect((await fetch(`http://${adminAddress}/simulator`)).ok).toBe(true));
});
afterAll(async () => {
  await Promise.all([admin.stop(), simulator.close()]);
  rmSync(folder, { recursive: true });
});

async function execute(command: string) {
  const inRepository = /^(promtool|amtool|npm) /.test(command);
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
  };
  try {
    await promisify(execFile)('sh', ['-c', command], {
      cwd: inRepository ? process.cwd() : folder,
      env,
      maxBuffer: 32 * 1024 * 1024,
    });
    return 'succeeded';
  } catch (error) {
    return String(error);
  }
}

describe('the commands of the pages', () => {
  it('run as they are written', async () => {
    const toRun = commands.filter(({ command }) => RUN.some((pattern) => pattern.test(command)));
    for (const pattern of RUN) expect(toRun.some(({ command }) => pattern.test(command))).toBe(true);
    const results: unknown[] = [];
    // One after the other: some of them change the simulator.
    for (const each of toRun) results.push({ ...each, result: await execute(each.command) });
    expect(results).toEqual(toRun.map((each) => ({ ...each, result: 'succeeded' })));
  }, 120_000);

  it('have flags and arguments that the program accepts', async () => {
    for (const { file, command } of commands) {
      const args = PARSED.exec(command)?.groups?.args;
      if (args === undefined) continue;
      const { code, stderr } = await parse(args.split(' '));
      expect({ file, command, code, stderr }).toEqual({ file, command, code: 0, stderr: '' });
    }
  });

  it('are run here, read here, or run by another check', () => {
    const others = commands.filter(
      ({ command }) =>
        !RUN.some((pattern) => pattern.test(command)) && !/ ./.exec(PARSED.exec(command)?.[0] ?? ''),
    );
    const unplaced = others.filter(({ command }) => !ELSEWHERE.some(([pattern]) => pattern.test(command)));
    expect(unplaced).toEqual([]);
    for (const { file, command } of others) {
      const reason = ELSEWHERE.find(([pattern]) => pattern.test(command))?.[1] ?? '';
      if (reason.includes('NOT RUN')) process.stderr.write(`${file}: ${command.split('\n')[0]}: ${reason}\n`);
    }
  });
});
