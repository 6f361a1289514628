import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The tests of a whole day have much to say when they fail. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What promtool says when it is content; fails with what it says otherwise. */
export async function promtool(...args: readonly string[]): Promise<string> {
  try {
    // Fewer garbage collections: the tests of many minutes are all allocation.
    const env = { ...process.env, GOGC: '800' };
    const { stdout, stderr } = await run('promtool', [...args], { env, maxBuffer: MAX_OUTPUT_BYTES });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}
