import { choice } from './flag-types.ts';
import { environmentName, flag } from './flags.ts';

/** `--log.level` and `--log.format`. */
export const logFlags = {
  'log.level': flag(choice('debug', 'info', 'warn', 'error'), {
    help: 'Least severe messages to log',
    default: 'info',
  }),
  'log.format': flag(choice('logfmt', 'json'), { help: 'Log format on stderr', default: 'logfmt' }),
};

const FORMAT = 'log.format';
const FLAG = `--${FORMAT}`;

/** Whether JSON lines are requested; read before the flags are validated, as their errors are lines too. */
export function wantsJsonLines(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const at = argv.findLastIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`));
  const given = argv[at]?.includes('=') ? argv[at].slice(FLAG.length + 1) : argv[at + 1];
  return (at === -1 ? env[environmentName(FORMAT)] : given) === 'json';
}
