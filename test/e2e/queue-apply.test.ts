import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatDesiredState } from '../../src/config/index.ts';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { SimulatedTenant, Simulator } from '../../src/simulator/server.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually, type RunningProcess, startProcess } from '../support/process.ts';

/** `queue plan`, `queue apply` and drift as real processes against the simulator: what a crash and Ctrl-C leave behind. */

let folder: string;
let simulator: Simulator;
let tenant: SimulatedTenant;
let ids: readonly string[];
const running: RunningProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [
      { name: 'acme', platform: 'cxone', api: 'v2', centre: 'small_queues', consistencyDelaySeconds: 1 },
    ],
    warmUpSeconds: 600,
  });
  tenant = simulator.tenants[0]!;
  ids = tenant.centre().queues.map(({ id }) => id);
  await writeFile(path('config.yaml'), exporterConfig(simulator.tenants));
  await rm(path('audit.jsonl'), { force: true });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')));
  await simulator.close();
});

const path = (name: string) => join(folder, name);
const versions = () => ids.slice(0, 3).map((id) => tenant.centre().routing.of(id)?.version);

/** Asks for another maximum wait in the queues of these numbers. */
async function desire(...queues: readonly number[]): Promise<void> {
  const state = {
    tenant: 'acme',
    queues: queues.map((index) => ({ id: ids[index]!, settings: { maxWaitSeconds: 600 } })),
  };
  await writeFile(path('desired.yaml'), formatDesiredState(state));
}

function start(command: 'plan' | 'apply', ...flags: string[]): RunningProcess {
  const started = startProcess(process.execPath, [
    'src/main.ts',
    'queue',
    command,
    path('desired.yaml'),
    `--config.file=${path('config.yaml')}`,
    `--audit-log=${path('audit.jsonl')}`,
    '--propagation.interval=500ms',
    ...flags,
  ]);
  running.push(started);
  return started;
}

async function audit() {
  const text = await readFile(path('audit.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Starts to apply, and waits until the platform has got a write that it answers late or never. */
async function startWriting(fault: Parameters<SimulatedTenant['addFault']>[0]): Promise<RunningProcess> {
  tenant.addFault({ endpoint: 'routing_queue_write', count: 1, ...fault });
  const apply = start('apply', '--yes');
  await eventually(
    async () => {
      const overview = await (await fetch(`${simulator.adminUrl}/simulator`)).text();
      expect(overview).toContain('"faults":[]');
    },
    { intervalMs: 20 },
  );
  return apply;
}

describe('a crash while a queue is written', () => {
  it('keeps a write in doubt in the audit log after a crash, and the next plan finds it was not written', async () => {
    await desire(0);
    expect(await start('apply', '--yes').exited).toBe(0);
    await desire(0, 1, 2);
    const apply = await startWriting({ kind: 'hang' });
    await apply.stop('SIGKILL');
    expect((await audit()).map(({ event, queue_id }) => [event, queue_id])).toEqual([
      ['intent', ids[0]],
      ['completion', undefined],
      ['intent', ids[1]],
    ]);

    const plan = start('plan');
    expect(await plan.exited).toBe(3);
    expect(plan.stdout()).toMatch(
      new RegExp(
        `In doubt: the write to Desk of 4 \\(${ids[1]}\\).*Resolved: it was not applied; now version 1`,
      ),
    );
    expect(plan.stdout()).toContain('acme: 2 of 3 queues differ');
    expect((await audit()).at(-1)).toMatchObject({ event: 'resolution', outcome: 'not_applied' });
    expect(versions()).toEqual([2, 1, 1]);
  });

  it('resolves a write after a crash that the platform had accepted', async () => {
    await desire(1);
    const apply = start('apply', '--yes');
    await eventually(() => expect(versions()).toEqual([1, 2, 1]), { intervalMs: 10 });
    await apply.stop('SIGKILL');
    expect((await audit()).map(({ event }) => event)).toEqual(['intent']);

    const plan = start('plan');
    expect(await plan.exited).toBe(0);
    expect(plan.stdout()).toContain('Resolved: it was applied; now version 2');
    expect((await audit()).at(-1)).toMatchObject({ event: 'resolution', outcome: 'applied', version: 2 });
  });
});

describe('Ctrl-C', () => {
  it('completes the current write on Ctrl-C, and skips the rest', async () => {
    await desire(0, 1, 2);
    const apply = await startWriting({ kind: 'slow', delaySeconds: 1 });
    apply.child.kill('SIGINT');
    expect(await apply.exited).toBe(1);
    expect(apply.stdout()).toContain(`Desk of 3 (${ids[0]}): applied, version 2
Desk of 4 (${ids[1]}): not attempted: interrupted
Desk of 5 (${ids[2]}): not attempted: interrupted
acme: 1 applied, 2 not attempted
`);
    expect(versions()).toEqual([2, 1, 1]);
    expect((await audit()).map(({ event }) => event)).toEqual(['intent', 'completion']);
  });
});

describe('serve', () => {
  it('shows version and drift of the desired queues, logs what drifted, and writes nothing', async () => {
    await desire(0, 1);
    tenant.centre().routing.change(ids[1]!, { maxWaitSeconds: 600 }, 'somebody else', tenant.centre().now);
    const sections = {
      desired_state: 'desired.yaml',
      polling: { routing: { interval: '1s', timeout: '900ms' } },
    };
    await writeFile(path('config.yaml'), exporterConfig(simulator.tenants, sections));
    const exporter = await startExporter([`--config.file=${path('config.yaml')}`]);
    running.push(exporter);
    const series = async (name: string) => {
      const page = await exporter.get('/metrics');
      return ids.slice(0, 3).map((id) => {
        const line = page
          .split('\n')
          .find((each) => each.startsWith(`contact_center_queue_${name}{`) && each.includes(id));
        return line?.split(' ').at(-1);
      });
    };
    await eventually(async () => expect(await series('config_drift')).toEqual(['1', '0', undefined]));
    expect(await series('config_version')).toEqual(['1', '2', undefined]);
    expect(exporter.stderr()).toMatch(/Queue configuration drift detected.*max_wait_time/);
    expect(tenant.requests.routing_queue_write).toBeUndefined();

    // The file is read again at each poll.
    tenant.centre().routing.change(ids[0]!, { maxWaitSeconds: 600 }, 'somebody else', tenant.centre().now);
    await desire(0, 2);
    await eventually(async () => expect(await series('config_drift')).toEqual(['0', undefined, '1']));
    expect(exporter.stderr()).toContain('Queue configuration matches the desired state again');
    expect(tenant.requests.routing_queue_write).toBeUndefined();
  });
});
