import { EXIT, UsageError } from '../../args/errors.ts';
import type { Invocation } from '../../args/run-cli.ts';
import { flagsOfProcess } from './flags-of-process.ts';
import { type HealthTarget, healthUrl, requestHealth } from './request-health.ts';

/** `healthcheck`: asks the running exporter whether it is healthy, the way that its own flags say. */
export async function healthcheck({ flags, env, stdout }: Invocation<'healthcheck'>): Promise<number> {
  const pid = flags['of-process'];
  const served = pid === undefined ? flags : await flagsOfProcess(pid, env);
  const [address] = served['web.listen-address'];
  if (address === undefined || address.port === 0)
    throw new UsageError(
      'port 0 is a random one; give --web.listen-address with the port of the running exporter',
    );

  const signal = AbortSignal.timeout(flags.timeout * 1000);
  const host = localHost(address.host);
  const targets = (await schemes(served['web.config.file'])).map((scheme) => ({
    ...scheme,
    ...address,
    host,
  }));
  const failures: string[] = [];
  for (const target of targets) {
    try {
      stdout.write(`${healthUrl(target)}: ${await requestHealth(target, signal)}\n`);
      return EXIT.success;
    } catch (error) {
      failures.push(`${healthUrl(target)}: ${signal.aborted ? 'timed out' : reason(error)}`);
    }
  }
  throw new Error(`not healthy: ${failures.join('; ')}`);
}

/** An address of this machine that reaches a server on all interfaces. */
function localHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

type Scheme = Pick<HealthTarget, 'scheme' | 'clientCertificate'>;

/**
 * The scheme that the web configuration sets. An exporter keeps the previous configuration when a changed file is
 * invalid, so that such a file leaves both possible. The exporter's own certificate serves as the client's.
 */
async function schemes(webConfigFile: string | undefined): Promise<readonly Scheme[]> {
  if (webConfigFile === undefined) return [{ scheme: 'http' }];
  // Loaded only here, as health checks run often.
  const { ConfigError, loadWebConfig } = await import('../../../config/index.ts');
  try {
    // The running exporter has checked the rest.
    const checks = { bcryptProblem: () => undefined, tlsProblem: () => undefined };
    const { tls } = (await loadWebConfig(webConfigFile, checks)).config;
    return tls
      ? [{ scheme: 'https', clientCertificate: { cert: tls.cert, key: tls.key } }]
      : [{ scheme: 'http' }];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ scheme: 'https' }, { scheme: 'http' }];
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'host not found',
};

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? (error.message || code);
}
