import {
  address,
  choice,
  duration,
  file,
  hours,
  httpUrl,
  minutes,
  ordinal,
  positiveNumber,
  positiveWholeNumber,
  ratio,
  routePrefix,
  text,
  urlPath,
  wholeNumber,
} from './flag-types.ts';
import {
  booleanFlag,
  booleanValueFlag,
  type Flag,
  type Flags,
  flag,
  listFlag,
  requiredFlag,
} from './flags.ts';
import { logFlags } from './log-flags.ts';

/** The table of commands: arguments, flags and help of each. */
export interface Command {
  readonly summary: string;
  /** Required words after the command, by the name that handlers use. */
  readonly positionals: Readonly<Record<string, { readonly valueName: string; readonly help: string }>>;
  readonly flags: Flags;
  /** Command line without the program's name. */
  readonly example: string;
}

export const PROGRAM = 'contact-center-exporter';
export const DEFAULT_COMMAND = 'serve';

/** Flags of every command that run instead of it. */
export const globalFlags = {
  help: booleanFlag({ help: 'Show this help', short: 'h' }),
  version: booleanFlag({ help: 'Show version, revision, Node.js and platform' }),
};

function configFile(help: string): Flag<string | undefined> {
  return { ...flag(file, { help }), refusesEmpty: true };
}

const optionalConfig = {
  'config.file': configFile('Configuration file; without it, the exporter polls its embedded simulator'),
};
const requiredConfig = {
  'config.file': { ...requiredFlag(file, { help: 'Configuration file' }), refusesEmpty: true },
};

const queueFlags = {
  'audit-log': flag(file, { help: 'Audit log of every write', default: 'queue-audit.jsonl' }),
  'propagation.interval': flag(duration, {
    help: 'Interval between visibility checks after a write',
    default: '2s',
  }),
  'propagation.attempts': flag(positiveWholeNumber, {
    help: 'Checks before giving up',
    default: '5',
  }),
};

export const commands = {
  serve: {
    summary: 'Poll the tenants and serve their metrics',
    positionals: {},
    flags: {
      ...optionalConfig,
      'config.auto-reload-interval': flag(duration, {
        help: 'Interval between checks of the configuration for changes, which reload it; off by default',
      }),
      'web.listen-address': listFlag(address, {
        help: 'Address to listen on; repeatable',
        default: ':10980',
      }),
      'web.telemetry-path': flag(urlPath, { help: 'Path of the metrics', default: '/metrics' }),
      'web.telemetry-tenants': booleanValueFlag({
        help: "Whether that page includes the tenants' metrics, besides the exporter's own",
        default: 'true',
      }),
      'web.config.file': flag(file, {
        help: 'Web configuration file (TLS, basic authentication), in the exporter-toolkit format',
      }),
      'web.roles.file': flag(file, {
        help: 'Roles of the users of the web configuration; without it, every user may do everything',
      }),
      'web.external-url': flag(httpUrl, {
        help: 'URL under which users and Prometheus reach the exporter, such as through a proxy',
      }),
      'web.route-prefix': flag(routePrefix, {
        help: 'Path below which everything is served; by default the path of --web.external-url',
      }),
      'web.systemd-socket': booleanFlag({
        help: 'Listen on the sockets that systemd passes, instead of --web.listen-address',
      }),
      'web.enable-lifecycle': booleanFlag({ help: 'Enable POST /-/reload' }),
      'shard.index': flag(ordinal, {
        help: 'Shard of this exporter, from 0; the name of a StatefulSet pod stands for its ordinal',
      }),
      'shard.total': flag(positiveWholeNumber, {
        help: 'Number of shards that the tenants are split between',
        default: '1',
      }),
      ...logFlags,
    },
    example: 'serve --config.file=config.yaml',
  },
  healthcheck: {
    summary: 'Ask the running exporter whether it is healthy; for health checks of containers',
    positionals: {},
    flags: {
      'web.listen-address': listFlag(address, {
        help: 'Address that the exporter listens on; the first one counts',
        default: ':10980',
      }),
      'web.config.file': flag(file, { help: 'Web configuration file of the exporter: whether it uses TLS' }),
      'of-process': flag(positiveWholeNumber, {
        help: 'Take both flags from the command line of this process; 1 in a container',
      }),
      timeout: flag(duration, { help: 'Time limit', default: '5s' }),
      ...logFlags,
    },
    example: 'healthcheck --web.listen-address=:10980',
  },
  'check-config': {
    summary: 'Validate a configuration file, without network access',
    positionals: { file: { valueName: 'FILE', help: 'Configuration file' } },
    flags: {
      probe: booleanFlag({ help: 'Also authenticate to each tenant and report missing permissions' }),
      verbose: booleanFlag({
        help: 'With --probe, also print each request, and the beginning of the body of a failed response',
      }),
      ...logFlags,
    },
    example: 'check-config config.yaml',
  },
  simulate: {
    summary: 'Run the simulator alone: a server that speaks every supported API',
    positionals: {},
    flags: {
      'listen-address': flag(address, {
        help: 'Address of the admin page; the tenants listen on the ports after it',
        default: '127.0.0.1:10990',
      }),
      seed: flag(wholeNumber, {
        help: 'Seed of the random numbers; the same seed gives the same contact centre',
        default: '1',
      }),
      'time-factor': flag(positiveNumber, { help: 'Speed relative to real time', default: '1' }),
      scenario: flag(choice('steady', 'surge', 'staff_shortage', 'platform_outage', 'rate_limited'), {
        help: 'Scenario to simulate',
        default: 'steady',
      }),
      preset: flag(text('NAME'), { help: 'Contact centre to simulate' }),
      trace: flag(file, { help: "Write each queue's state to this trace file, instead of serving" }),
      duration: flag(duration, { help: 'Length of the trace', default: '1d' }),
      interval: flag(duration, { help: 'Interval between rows of a queue in the trace', default: '15s' }),
      plan: flag(file, {
        help: 'With --trace, write the workforce plan of the contact centre to this CSV file',
      }),
      'plan-interval': flag(duration, { help: 'Length of an interval of the plan', default: '30m' }),
      'plan-error': flag(ratio, {
        help: "Standard deviation of the relative error of each interval's agents and contacts",
        default: '0.1',
      }),
      ...logFlags,
    },
    example: 'simulate --seed=7 --time-factor=10',
  },
  record: {
    summary: "Append each poll's queue state to a trace",
    positionals: {},
    flags: {
      ...optionalConfig,
      output: flag(text('FILE'), { help: 'Trace file (JSON Lines); - is stdout', default: '-' }),
      plan: flag(file, { help: "Write the tenants' workforce plans to this CSV file, for backtest" }),
      duration: flag(duration, { help: 'Stop after this time; without it, on SIGINT or SIGTERM' }),
      ...logFlags,
    },
    example: 'record --config.file=config.yaml --output=trace.jsonl',
  },
  backtest: {
    summary: 'Replay a trace: prediction quality, and the alerts that would have fired and how early',
    positionals: { trace: { valueName: 'TRACE', help: 'Trace file (JSON Lines); - is stdin' } },
    flags: {
      output: flag(choice('text', 'jsonl'), {
        help: 'Output format: a summary, or a row per queue and poll',
        default: 'text',
      }),
      plot: flag(file, { help: 'Plot reliability and lead times to this SVG file' }),
      threshold: flag(ratio, { help: 'Probability from which a breach counts as predicted' }),
      horizon: flag(duration, { help: 'Prediction horizon', default: '10m' }),
      plan: flag(file, {
        help: 'Workforce plan (CSV or JSON); predictions use it, and are compared with those without it, also 30m and 60m ahead',
      }),
      'min-contacts': flag(wholeNumber, {
        help: 'Fewest contacts of a window that is evaluated',
        default: '5',
      }),
      ...logFlags,
    },
    example: 'backtest trace.jsonl',
  },
  'queue plan': {
    summary: 'Show how queues differ from their desired configuration; exits 3 when they differ',
    positionals: { file: { valueName: 'FILE', help: 'Desired configuration file' } },
    flags: {
      ...requiredConfig,
      output: flag(choice('text', 'json'), { help: 'Output format', default: 'text' }),
      ...queueFlags,
      ...logFlags,
    },
    example: 'queue plan --config.file=config.yaml desired.yaml',
  },
  'queue apply': {
    summary: 'Apply the desired configuration to the queues',
    positionals: { file: { valueName: 'FILE', help: 'Desired configuration file' } },
    flags: {
      ...requiredConfig,
      yes: booleanFlag({ help: 'Skip the confirmation' }),
      'rollback-file': flag(file, { help: 'Write the desired configuration that undoes this change' }),
      ...queueFlags,
      ...logFlags,
    },
    example: 'queue apply --config.file=config.yaml desired.yaml',
  },
  'agents history': {
    summary: "Show an agent's states over the last hours, by interval",
    positionals: {},
    flags: {
      ...requiredConfig,
      tenant: flag(text('NAME'), { help: 'Tenant name; required when there are several' }),
      agent: requiredFlag(text('ID'), { help: 'Agent id' }),
      hours: flag(hours, { help: 'Length of the period, in hours', default: '24' }),
      interval: flag(minutes, { help: 'Length of the intervals, in whole minutes', default: '15m' }),
      format: flag(choice('table', 'json', 'csv'), { help: 'Output format', default: 'table' }),
      ...logFlags,
    },
    example: 'agents history --config.file=config.yaml --tenant=acme --agent=1234',
  },
} as const satisfies Readonly<Record<string, Command>>;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
