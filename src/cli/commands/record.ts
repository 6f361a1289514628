import { recordTrace } from '../../app/index.ts';
import { EXIT } from '../args/errors.ts';
import type { Invocation } from '../args/run-cli.ts';
import { isReaderGone } from '../render/watch-output.ts';

/** `record`: appends each poll's queue state to a trace, for a given time or until SIGINT or SIGTERM. */
export async function record({ flags, env, stderr }: Invocation<'record'>): Promise<number> {
  try {
    await recordTrace({
      configFile: flags['config.file'],
      env,
      log: { level: flags['log.level'], format: flags['log.format'], sink: stderr },
      output: flags.output,
      durationSeconds: flags.duration,
      planFile: flags.plan,
    });
    return EXIT.success;
  } catch (error) {
    if (!isReaderGone(error)) throw error;
    return EXIT.failure;
  }
}
