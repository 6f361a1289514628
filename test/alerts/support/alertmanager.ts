import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { eventually, freePort, startProcess } from '../../support/process.ts';
import { ALERTS_FOLDER } from '../../support/rules.ts';
import { faster, type VirtualTime } from './faster-rules.ts';

/** What a receiver was told. */
export interface Notification {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
  /** When it came, Unix seconds of real time. */
  readonly at: number;
}

export interface Inbox {
  readonly url: string;
  readonly notifications: readonly Notification[];
  readonly close: () => void;
}

/** A webhook receiver that keeps what it is told. */
export async function startInbox(): Promise<Inbox> {
  const notifications: Notification[] = [];
  const server = createServer((request, response) => {
    const at = Date.now() / 1000;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      notifications.push({ ...JSON.parse(Buffer.concat(parts).toString()), at });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    notifications,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface Alertmanager {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Route {
  readonly [name: string]: unknown;
  readonly routes?: readonly Route[];
}

/** Debian's name of the program, and everybody else's. */
const PROGRAMS = ['prometheus-alertmanager', 'alertmanager'];

/** A real Alertmanager with the shipped routes and inhibitions, in faster time; all receivers are the inbox. */
export async function startAlertmanager(inbox: Inbox, time: VirtualTime): Promise<Alertmanager> {
  const example = parse(await readFile(join(ALERTS_FOLDER, 'alertmanager.yaml'), 'utf8')) as {
    route: Route;
    inhibit_rules: unknown;
    receivers: readonly { name: string }[];
  };
  const folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
  await writeFile(
    join(folder, 'alertmanager.yaml'),
    stringify(
      {
        route: fasterRoute(example.route, time),
        inhibit_rules: example.inhibit_rules,
        receivers: example.receivers.map(({ name }) => ({
          name,
          webhook_configs: [{ url: inbox.url, send_resolved: true }],
        })),
      },
      { aliasDuplicateObjects: false },
    ),
  );
  const port = await freePort();
  const running = startProcess(await installed(), [
    `--config.file=${join(folder, 'alertmanager.yaml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=warn',
  ]);
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (!running.isRunning()) throw new Error(`Alertmanager ended: ${running.stderr()}`);
    const response = await fetch(`${url}/-/ready`);
    if (!response.ok) throw new Error(`Alertmanager is not ready: ${response.status}`);
  });
  return {
    url,
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function fasterRoute(route: Route, time: VirtualTime): Route {
  const fields = Object.entries(route).map(([name, value]) => {
    const isTime = /^(group_wait|group_interval|repeat_interval)$/.test(name);
    return [name, isTime ? faster(String(value), time) : value] as const;
  });
  const routes = route.routes?.map((each) => fasterRoute(each, time));
  return { ...Object.fromEntries(fields), ...(routes && { routes }) };
}

async function installed(): Promise<string> {
  for (const program of PROGRAMS) {
    const isThere = await startProcess(program, ['--version']).exited.then(
      (code) => code === 0,
      () => false,
    );
    if (isThere) return program;
  }
  throw new Error(`None of ${PROGRAMS.join(', ')} is installed`);
}
