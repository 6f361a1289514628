import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { eventually, freePort, startProcess } from './process.ts';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  readonly url: string;
  /** The instant vector, or the scalar as a single sample. */
  readonly query: (promql: string) => Promise<readonly Sample[]>;
  readonly stop: () => Promise<void>;
}

/** Starts a real Prometheus with the configuration given, on a free port, with a data folder of its own. */
export async function startPrometheus(config: object): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  await writeFile(join(folder, 'prometheus.yaml'), stringify(config));
  const running = startProcess('prometheus', [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ]);
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (!running.isRunning()) throw new Error(`Prometheus ended: ${running.stderr()}`);
    const response = await fetch(`${url}/-/ready`);
    if (!response.ok) throw new Error(`Prometheus is not ready: ${response.status}`);
  });
  return {
    url,
    query: (promql) => query(url, promql),
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Scrapes the targets every second. */
export function scrapeConfig(targets: readonly string[]): object {
  return {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    scrape_configs: [
      {
        job_name: 'contact-center-exporter',
        static_configs: [{ targets: targets.map((url) => new URL(url).host) }],
      },
    ],
  };
}

async function query(url: string, promql: string): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: promql })}`);
  const answer = (await response.json()) as {
    status: string;
    error?: string;
    data: { resultType: string; result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  if (answer.status !== 'success') throw new Error(`${promql}: ${answer.error}`);
  return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}
