import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';
import { startPrometheus } from '../support/prometheus.ts';

async function start(...args: string[]) {
  const exporter = await startExporter(args);
  onTestFinished(async () => void (await exporter.stop()));
  return exporter;
}

const statusOf = async (url: string) => (await fetch(url, { redirect: 'manual' })).status;

describe('--web.route-prefix and --web.external-url', () => {
  it('serve everything below a path, with links that work there', async () => {
    const exporter = await start('--web.external-url=https://monitoring.example.com/calls/');
    const { origin } = new URL(exporter.url);
    for (const path of [
      '/calls/metrics',
      '/calls/-/healthy',
      '/calls/api/v1/queues',
      '/calls/config',
      '/-/healthy',
    ])
      expect([path, await statusOf(`${origin}${path}`)]).toEqual([path, 200]);
    for (const path of ['/metrics', '/config', '/callsmetrics', '/calls/calls/metrics'])
      expect([path, await statusOf(`${origin}${path}`)]).toEqual([path, 404]);
    for (const path of ['/', '/calls']) {
      const response = await fetch(`${origin}${path}`);
      expect([path, response.url, response.status]).toEqual([path, `${origin}/calls/`, 200]);
      const page = await response.text();
      for (const [, link = ''] of page.matchAll(/(?:href|src)="([^"#]+)"/g)) {
        const url = new URL(link, `${origin}/calls/`);
        expect([link, url.pathname.startsWith('/calls/'), await statusOf(url.href)]).toEqual([
          link,
          true,
          200,
        ]);
      }
    }
    const openApi = (await (await fetch(`${origin}/calls/api/v1/openapi.json`)).json()) as object;
    expect(openApi).toMatchObject({ servers: [{ url: 'https://monitoring.example.com/calls/' }] });
  });
});

/** Two programs start; on a busy machine that takes more than half a minute. */
const PATIENCE_MS = 60_000;

describe('/api/v1/targets', () => {
  it(
    'lets a real Prometheus discover a target for each tenant, with the documented relabelling',
    async () => {
      const exporter = await start('--web.route-prefix=/calls', '--web.telemetry-tenants=false');
      const { host, origin } = new URL(exporter.url);
      const prometheus = await startPrometheus({
        global: { scrape_interval: '1s' },
        scrape_configs: [
          {
            job_name: 'contact-center-tenants',
            honor_labels: true,
            http_sd_configs: [{ url: `${origin}/calls/api/v1/targets`, refresh_interval: '1s' }],
            relabel_configs: [
              { source_labels: ['__meta_contact_center_tenant'], target_label: 'instance' },
              { source_labels: ['__meta_contact_center_platform'], target_label: 'platform' },
            ],
          },
        ],
      });
      onTestFinished(prometheus.stop);
      await eventually(async () => {
        const up = await prometheus.query('up{job="contact-center-tenants"} == 1');
        expect(up.map(({ metric }) => `${metric.instance} ${metric.platform}`).sort()).toEqual([
          'acme cxone',
          'globex genesys',
          'initech cxone',
          'umbrella genesys',
        ]);
      });
      const queues = await prometheus.query(
        'count by (instance, tenant) (contact_center_collector_success{collector="queues"})',
      );
      expect(queues.map(({ metric }) => metric.instance === metric.tenant)).toEqual([true, true, true, true]);
      const targets = (await (await fetch(`${origin}/calls/api/v1/targets`)).json()) as object[];
      expect(targets[0]).toMatchObject({
        targets: [host],
        labels: { __scheme__: 'http', __metrics_path__: '/calls/probe', __param_tenant: 'acme' },
      });
    },
    PATIENCE_MS,
  );
});

/** Listens, prints the port, and becomes the exporter with the socket as file descriptor 3, as systemd does. */
const ACTIVATE = `
import os, socket, sys
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
os.dup2(listening.fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_FDS"] = "1"
os.environ["LISTEN_PID"] = str(os.getpid()) if sys.argv[1] == "self" else sys.argv[1]
os.execv(sys.argv[2], [sys.argv[2], "src/main.ts", "serve", "--web.systemd-socket"])
`;

describe('--web.systemd-socket', () => {
  it('serves on the socket that systemd passes, and refuses to start without one', async () => {
    const running = startProcess('python3', ['-c', ACTIVATE, 'self', process.execPath]);
    onTestFinished(async () => void (await running.stop()));
    await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${running.stdout().trim()}/-/healthy`);
      expect(await response.text()).toBe('Healthy\n');
    });
    const refused = startProcess('python3', ['-c', ACTIVATE, '1', process.execPath]);
    expect([await refused.exited, refused.stderr()]).toEqual([
      1,
      expect.stringContaining('systemd passed no socket'),
    ]);
  });
});

it('an invalid prefix or URL is refused with the reason', async () => {
  for (const [flag, problem] of [
    ['--web.route-prefix=calls', 'must be a path such as /calls'],
    ['--web.external-url=monitoring.example.com', 'must be a URL such as https://'],
  ]) {
    const child = spawn(process.execPath, ['src/main.ts', 'serve', String(flag)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(text).toContain(problem);
  }
});
