/** The architecture's rules: who may import whom, and what a module may not use. CONTRIBUTING.md draws the same picture. */

/** What a module can reach beside other modules. */
export type Ability = 'clock' | 'files' | 'network' | 'process';

export interface ModuleRule {
  /** Other modules it may import; `any` for the composition root. */
  readonly imports: readonly string[] | 'any';
  /** Other modules of which it may import types alone: the shape of what it configures. */
  readonly types?: readonly string[];
  /** npm packages it may use. */
  readonly packages?: readonly string[];
  readonly may?: readonly Ability[];
  /** Text that may stand nowhere in it. */
  readonly never?: Readonly<Record<string, RegExp>>;
}

const VENDOR_NAMES = /\b(?:nice|cxone|incontact|genesys|purecloud)/i;
const METRIC_NAMES = /\bcontact_center_[a-z]/;
const VENDOR_PATHS = /['"`]\/?(?:api\/v2|incontactapi|services\/v\d)/i;

const aVendorsName = { 'a vendor’s name': VENDOR_NAMES };
const aMetricName = { 'a metric name': METRIC_NAMES };

export const MODULES: Readonly<Record<string, ModuleRule>> = {
  domain: { imports: [], never: { ...aVendorsName, ...aMetricName } },
  async: { imports: [], may: ['clock'], never: { ...aVendorsName, ...aMetricName } },
  settings: { imports: ['domain'], packages: ['zod'], never: { ...aVendorsName } },
  logging: { imports: ['async', 'domain'], packages: ['pino'], may: ['clock', 'process', 'files'] },
  'vendor-http': {
    imports: ['async', 'domain', 'settings'],
    packages: ['undici', 'p-retry', 'zod'],
    // Files: a secret is read from its file whenever it is needed.
    may: ['clock', 'files', 'network', 'process'],
    never: { ...aVendorsName, 'a vendor’s path': VENDOR_PATHS },
  },
  platforms: {
    imports: ['vendor-http', 'settings', 'domain', 'async'],
    packages: ['zod'],
    may: ['clock'],
    never: { ...aMetricName },
  },
  plan: {
    imports: ['vendor-http', 'settings', 'domain'],
    may: ['clock', 'files'],
    never: { ...aVendorsName, ...aMetricName },
  },
  polling: { imports: ['async', 'domain'], may: ['clock'], never: { ...aVendorsName } },
  cluster: {
    imports: ['async', 'domain'],
    packages: ['@redis/client', 'zod'],
    may: ['clock', 'network', 'process'],
    never: { ...aVendorsName, ...aMetricName },
  },
  signals: { imports: ['domain'], never: { ...aVendorsName, ...aMetricName } },
  prediction: {
    imports: ['signals', 'domain', 'async'],
    packages: ['zod'],
    may: ['clock', 'files', 'process'],
    never: { ...aVendorsName, ...aMetricName },
  },
  metrics: { imports: ['signals', 'domain'], never: { ...aVendorsName } },
  exposition: {
    imports: ['metrics', 'signals', 'domain', 'async'],
    packages: ['prom-client'],
    may: ['clock', 'process'],
    never: { ...aVendorsName },
  },
  'analytics-api': {
    imports: ['exposition', 'prediction', 'signals', 'domain', 'async'],
    packages: ['express', 'zod', 'lru-cache', '@redis/client'],
    may: ['clock', 'network'],
    never: { ...aVendorsName },
  },
  server: {
    imports: ['exposition', 'analytics-api', 'prediction', 'metrics', 'signals', 'domain', 'async'],
    packages: ['express', 'zod', '@node-rs/bcrypt', 'lru-cache'],
    may: ['clock', 'files', 'network', 'process'],
    never: { ...aVendorsName },
  },
  'queue-routing': { imports: ['domain', 'async'], never: { ...aVendorsName, ...aMetricName } },
  backtest: { imports: ['prediction', 'signals', 'domain'], packages: ['zod'], may: ['files', 'clock'] },
  simulator: {
    imports: ['domain'],
    packages: ['express', 'yaml', 'zod'],
    may: ['clock', 'files', 'network', 'process'],
  },
  config: {
    imports: ['settings', 'platforms', 'metrics', 'domain'],
    types: ['server', 'queue-routing'],
    packages: ['zod', 'yaml'],
    may: ['clock', 'files', 'process'],
  },
  app: { imports: 'any', packages: ['package.json'], may: ['clock', 'files', 'network', 'process'] },
  cli: {
    imports: [
      'app',
      'config',
      'backtest',
      'plan',
      'simulator',
      'queue-routing',
      'logging',
      'domain',
      'async',
    ],
    may: ['clock', 'files', 'network', 'process'],
  },
};

/** What the composition root may not import: the front end that starts it. */
export const NEVER_IN_APP = ['cli'];
