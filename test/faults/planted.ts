import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUDGETED, TENANT_NAMES } from './centres.ts';
import { runFaults, type Step } from './run.ts';

/** Bugs that are put into a copy of the exporter on purpose: the suite must find each, so that it is known to see. */

const ROOT = join(import.meta.dirname, '../..');
const tenant = TENANT_NAMES.indexOf('details');
const alone = (fault: string, seconds: number, of = tenant): Step => [
  { fault, tenant: of, replica: 0, seconds },
];

/** By the name of the patch: the fault in which the bug shows. */
export const PLANTED: Readonly<Record<string, Step>> = {
  'a-stale-tenant-stays-visible': alone('a host name stops resolving', 30),
  'a-failed-poll-moves-the-last-success': alone('a host name stops resolving', 6),
  'a-poll-updates-half-of-the-queues': alone('tokens expire', 6),
  'a-reload-restarts-every-tenant': alone('a reload without a change', 6),
  'a-rate-limit-holds-every-tenant': alone('rate limited', 8),
  'queue-polls-do-not-count-for-the-budget': alone(
    'reset before the response',
    100,
    TENANT_NAMES.indexOf(BUDGETED),
  ),
};

export interface PlantedOptions {
  readonly log: (line: string) => void;
  /** Name of the only bug to look for. */
  readonly only?: string;
}

/** Runs the suite against each planted bug; whether it found all. */
export async function findPlanted({ log, only }: PlantedOptions): Promise<boolean> {
  let areAllFound = true;
  for (const [name, step] of Object.entries(PLANTED)) {
    if (only !== undefined && name !== only) continue;
    const [first] = await violationsWith(name, step);
    areAllFound &&= first !== undefined;
    log(`${name}: ${first === undefined ? 'NOT FOUND' : `found: ${first}`}`);
  }
  return areAllFound;
}

/** What the suite finds in a copy of the exporter with the patch. */
export async function violationsWith(patch: string, step: Step): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'planted-'));
  try {
    await cp(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const file = join(import.meta.dirname, 'planted', `${patch}.patch`);
    await promisify(execFile)('git', ['apply', file], { cwd: folder });
    const { violations } = await runFaults({
      seed: 1,
      steps: [step],
      program: folder,
      endsAtViolation: true,
    });
    return violations;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
