import {
  address,
  choice,
  duration,
  file,
  hours,
  minutes,
  positiveNumber,
  positiveWholeNumber,
  ratio,
  text,
  urlPath,
  wholeNumber,
} from './flag-types.ts';
import { booleanFlag, type Flag, type Flags, flag, listFlag, requiredFlag, switchFlag } from './flags.ts';

/** The command line as a table: every command, what it takes, and how it is explained. */
export interface Command {
  readonly summary: string;
  /** Words after the command, all of them required, by the name the program knows them by. */
  readonly positionals: Readonly<Record<string, { readonly valueName: string; readonly help: string }>>;
  readonly flags: Flags;
  /** What follows the program's name. */
  readonly example: string;
}

export const PROGRAM = 'contact-center-exporter';
export const DEFAULT_COMMAND = 'serve';

const logFlags = {
  'log.level': flag(choice('debug', 'info', 'warn', 'error'), {
    help: 'Least severe messages to log',
    default: 'info',
  }),
  'log.format': flag(choice('logfmt', 'json'), { help: 'Form of the log on stderr', default: 'logfmt' }),
};

/** Flags that every command has, and that end it before it begins. */
export const infoFlags = {
  help: switchFlag({ help: 'Show this help', short: 'h' }),
  version: switchFlag({ help: 'Show the version' }),
};

function configFile(help: string): Flag<string | undefined> {
  return { ...flag(file, { help }), refusesEmpty: true };
}

const optionalConfig = {
  'config.file': configFile('Configuration file; without it, the embedded simulator is polled'),
};
const requiredConfig = {
  'config.file': { ...requiredFlag(file, { help: 'Configuration file' }), refusesEmpty: true },
};

const queueFlags = {
  'audit-log': flag(file, { help: 'Where every write is recorded', default: 'queue-audit.jsonl' }),
  'propagation.interval': flag(duration, {
    help: 'Time between two looks at whether a write shows',
    default: '2s',
  }),
  'propagation.attempts': flag(positiveWholeNumber, {
    help: 'Looks before it is given up',
    default: '5',
  }),
};

export const commands = {
  serve: {
    summary: 'Poll the tenants and serve their metrics',
    positionals: {},
    flags: {
      ...optionalConfig,
      'web.listen-address': listFlag(address, {
        help: 'Where to listen; may be given more than once',
        default: ':10980',
      }),
      'web.telemetry-path': flag(urlPath, { help: 'Path of the metrics', default: '/metrics' }),
      'web.telemetry-tenants': booleanFlag({
        help: "Whether that page holds the metrics of the tenants too, beside the exporter's own",
        default: 'true',
      }),
      'web.config.file': flag(file, {
        help: 'TLS and authentication, in the format of the exporter-toolkit',
      }),
      'web.enable-lifecycle': switchFlag({ help: 'Allow a reload by POST /-/reload' }),
      ...logFlags,
    },
    example: 'serve --config.file=config.yaml',
  },
  'check-config': {
    summary: 'Validate a configuration file, without touching the network',
    positionals: { file: { valueName: 'FILE', help: 'The configuration file' } },
    flags: {
      probe: switchFlag({ help: 'Sign in to each tenant too, and report each permission it lacks' }),
      ...logFlags,
    },
    example: 'check-config config.yaml',
  },
  simulate: {
    summary: 'Run the simulator alone: a server that speaks every supported API',
    positionals: {},
    flags: {
      'listen-address': flag(address, {
        help: 'Where to listen; the tenants do on the ports after it',
        default: '127.0.0.1:10990',
      }),
      seed: flag(wholeNumber, {
        help: 'Start of the random numbers: the same seed, the same contact centre',
        default: '1',
      }),
      'time-factor': flag(positiveNumber, { help: 'How many times faster than real time', default: '1' }),
      scenario: flag(choice('steady', 'surge', 'staff_shortage', 'platform_outage', 'rate_limited'), {
        help: 'What the contact centres go through',
        default: 'steady',
      }),
      preset: flag(text('NAME'), { help: 'Which contact centre' }),
      trace: flag(file, { help: "Write each queue's state to this trace" }),
      duration: flag(duration, { help: 'Length of the trace', default: '1d' }),
      interval: flag(duration, { help: 'Time between two rows of a queue in the trace', default: '15s' }),
      ...logFlags,
    },
    example: 'simulate --seed=7 --time-factor=10',
  },
  record: {
    summary: "Append each poll's queue state to a trace",
    positionals: {},
    flags: {
      ...optionalConfig,
      output: flag(text('FILE'), { help: 'The trace, JSON Lines; - is stdout', default: '-' }),
      duration: flag(duration, { help: 'Stop after this time; without it, when interrupted' }),
      ...logFlags,
    },
    example: 'record --config.file=config.yaml --output=trace.jsonl',
  },
  backtest: {
    summary: 'Replay a trace: quality of the predictions, alerts that would have fired and how early',
    positionals: { trace: { valueName: 'TRACE', help: 'The trace, JSON Lines; - is stdin' } },
    flags: {
      output: flag(choice('text', 'jsonl'), {
        help: 'A summary, or a row for each queue and poll',
        default: 'text',
      }),
      plot: flag(file, { help: 'Draw reliability and lead times into this SVG file' }),
      threshold: flag(ratio, { help: 'Probability from which a breach counts as predicted' }),
      horizon: flag(duration, { help: 'How far ahead a breach is predicted', default: '10m' }),
      'min-contacts': flag(wholeNumber, { help: 'A window with fewer contacts is not judged', default: '5' }),
      ...logFlags,
    },
    example: 'backtest trace.jsonl',
  },
  'queue plan': {
    summary: 'Show how the queues differ from their desired configuration; exits 3 when they do',
    positionals: { file: { valueName: 'FILE', help: 'The desired configuration' } },
    flags: {
      ...requiredConfig,
      output: flag(choice('text', 'json'), { help: 'Form of the result', default: 'text' }),
      ...queueFlags,
      ...logFlags,
    },
    example: 'queue plan --config.file=config.yaml desired.yaml',
  },
  'queue apply': {
    summary: 'Bring the queues to their desired configuration',
    positionals: { file: { valueName: 'FILE', help: 'The desired configuration' } },
    flags: {
      ...requiredConfig,
      yes: switchFlag({ help: 'Do not ask' }),
      'rollback-file': flag(file, { help: 'Write the desired configuration that undoes this one' }),
      ...queueFlags,
      ...logFlags,
    },
    example: 'queue apply --config.file=config.yaml desired.yaml',
  },
  'agents history': {
    summary: "Show an agent's states over the last hours, interval by interval",
    positionals: {},
    flags: {
      ...requiredConfig,
      tenant: flag(text('NAME'), { help: 'The tenant; needed when there are several' }),
      agent: requiredFlag(text('ID'), { help: 'The agent' }),
      hours: flag(hours, { help: 'How far back to look, in hours', default: '24' }),
      interval: flag(minutes, { help: 'Length of the intervals, in whole minutes', default: '15m' }),
      format: flag(choice('table', 'json', 'csv'), { help: 'Form of the result', default: 'table' }),
      ...logFlags,
    },
    example: 'agents history --config.file=config.yaml --tenant=acme --agent=1234',
  },
} as const satisfies Readonly<Record<string, Command>>;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
