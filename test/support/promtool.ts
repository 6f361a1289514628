import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Advice of `promtool check metrics` that the catalogue does not follow: a window that slides is no histogram. */
const DECLINED =
  'contact_center_queue_wait_distribution_interactions non-histogram metrics should not have "le" label';

/** What `promtool check metrics` objects to in a page of the text format. */
export async function promtoolObjections(page: string): Promise<readonly string[]> {
  const check = promisify(execFile)('promtool', ['check', 'metrics']);
  check.child.stdin?.end(page);
  // It ends with an error as soon as it has any advice.
  const { stdout, stderr } = await check.catch((ended: { stdout: string; stderr: string }) => ended);
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && line !== DECLINED);
}
