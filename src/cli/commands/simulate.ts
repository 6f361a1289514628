import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { listenForStopSignal } from '../../app/index.ts';
import { formatPlan } from '../../plan/index.ts';
import {
  DEMO_TENANTS,
  exporterConfig,
  PRESETS,
  simulatedPlan,
  simulateTrace,
  startSimulator,
} from '../../simulator/index.ts';
import { EXIT, UsageError } from '../args/errors.ts';
import { MAX_PORT } from '../args/flag-types.ts';
import type { Invocation } from '../args/run-cli.ts';

/** A Monday at midnight UTC: the same seed gives the same trace on any day. */
const TRACE_START = Date.UTC(2026, 0, 5) / 1000;

type Simulate = Invocation<'simulate'>;

/** `simulate`: runs the simulator as a server or, with `--trace`, writes a trace of it at once. */
export async function simulate(invocation: Simulate): Promise<number> {
  const { preset } = invocation.flags;
  if (preset !== undefined && !PRESETS.includes(preset)) {
    throw new UsageError(`--preset must be one of ${PRESETS.join(', ')}, not ${JSON.stringify(preset)}`);
  }
  const { trace, plan } = invocation.flags;
  if (plan !== undefined && trace === undefined) throw new UsageError('--plan requires --trace');
  return trace === undefined ? serveSimulator(invocation) : writeTrace(invocation);
}

async function serveSimulator({ flags, stdout, stderr }: Simulate): Promise<number> {
  const { preset, scenario } = flags;
  const { host, port } = flags['listen-address'];
  if (port + DEMO_TENANTS.length > MAX_PORT) {
    const highest = MAX_PORT - DEMO_TENANTS.length;
    throw new UsageError(
      `--listen-address needs ports for the tenants after it; choose a port of at most ${highest}`,
    );
  }
  const stop = listenForStopSignal();
  const simulator = await startSimulator({
    tenants: DEMO_TENANTS.map((tenant) => ({
      ...tenant,
      centre: preset ?? tenant.centre,
      scenario: { scenario },
    })),
    seed: flags.seed,
    timeFactor: flags['time-factor'],
    ...(host !== undefined && { host }),
    port,
  });
  try {
    stdout.write(`# Exporter configuration for these contact centres\n${exporterConfig(simulator.tenants)}`);
    stderr.write(`Simulator is ready: ${simulator.adminUrl}/simulator. Press Ctrl-C to stop.\n`);
    await stop.signalled;
  } finally {
    stop.dispose();
    await simulator.close();
  }
  return EXIT.success;
}

async function writeTrace({ flags, stderr }: Simulate): Promise<number> {
  if (flags.scenario !== 'steady')
    throw new UsageError(
      `--scenario cannot be combined with --trace; choose a --preset: ${PRESETS.join(', ')}`,
    );
  const { preset = PRESETS[0] ?? '', trace = '', seed, duration, interval } = flags;
  const rows = simulateTrace({
    preset,
    seed,
    startAt: TRACE_START,
    durationSeconds: duration,
    intervalSeconds: interval,
  });
  let count = 0;
  const lines = function* () {
    for (const row of rows) {
      count++;
      yield `${JSON.stringify(row)}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(trace));
  stderr.write(`Wrote ${count} rows to ${trace}\n`);
  if (flags.plan !== undefined) {
    const plan = simulatedPlan({
      preset,
      seed,
      startAt: TRACE_START,
      durationSeconds: duration,
      intervalSeconds: flags['plan-interval'],
      error: flags['plan-error'],
    });
    await writeFile(flags.plan, formatPlan(plan));
    stderr.write(`Wrote the plan of ${plan.length} queues to ${flags.plan}\n`);
  }
  return EXIT.success;
}
