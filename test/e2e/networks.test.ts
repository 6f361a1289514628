import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type Certificate, createAuthority } from '../support/certificates.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';

let folder: string;
let authority: Awaited<ReturnType<typeof createAuthority>>;
let serverCertificate: Certificate;
let oldClient: Certificate;
let newClient: Certificate;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'networks-'));
  authority = await createAuthority(folder);
  serverCertificate = await authority.issue('server', 'DNS:gateway.example.com');
  oldClient = await authority.issue('old-client', 'DNS:exporter');
  newClient = await authority.issue('new-client', 'DNS:exporter');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Vendor {
  readonly origin: string;
  /** Common names of the clients' certificates, and the host names that they requested. */
  readonly clients: Set<string>;
  readonly serverNames: Set<string>;
}

/** A vendor behind a gateway that requires a certificate of each client. */
async function startVendor(): Promise<Vendor> {
  const clients = new Set<string>();
  const serverNames = new Set<string>();
  const server: Server = createServer(
    {
      cert: await readFile(serverCertificate.cert),
      key: await readFile(serverCertificate.key),
      ca: await readFile(authority.caFile),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const socket = request.socket as TLSSocket & { servername?: string };
      clients.add(String(socket.getPeerCertificate().subject.CN));
      serverNames.add(String(socket.servername));
      const body = request.url?.includes('token')
        ? { access_token: 'token', expires_in: 3600 }
        : request.url?.includes('health')
          ? { status: 'ok' }
          : { data: [] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, clients, serverNames };
}

/** A proxy that opens tunnels; returns its address and the targets asked for. */
async function startProxy() {
  const targets: string[] = [];
  const server = createHttpServer().on('connect', (request, socket, head) => {
    targets.push(request.url ?? '');
    const [, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [upstream, socket]) each.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://me:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`, targets };
}

async function configure(origin: string, http: object, interval = '5s', more = {}): Promise<string> {
  const file = join(folder, 'config.yaml');
  const tenant = {
    name: 'acme',
    platform: 'cxone',
    api: 'v2',
    base_url: origin,
    oauth: { client_id: 'a', client_secret: 'b' },
    collectors: ['queues'],
    polling: { queues: { interval } },
    http,
    ...more,
  };
  await writeFile(file, stringify({ tenants: [tenant] }));
  return file;
}

async function probe(file: string): Promise<string> {
  const checking = startProcess(process.execPath, ['src/main.ts', 'check-config', '--probe', file]);
  await checking.exited;
  return `${checking.stdout()}${checking.stderr()}`;
}

const identity = (client: Certificate) => ({ cert_file: client.cert, key_file: client.key });

describe('http.tls and http.proxy_url', () => {
  it('reach a gateway through a proxy, and follow a client certificate that is renewed while running', async () => {
    const vendor = await startVendor();
    const proxy = await startProxy();
    const client = { cert: join(folder, 'client.pem'), key: join(folder, 'client.key') };
    await copyFile(oldClient.cert, client.cert);
    await copyFile(oldClient.key, client.key);
    const tls = { ca_file: authority.caFile, ...identity(client), server_name: 'gateway.example.com' };
    const file = await configure(vendor.origin, { proxy_url: proxy.url, tls }, '1s');
    const exporter = await startExporter([`--config.file=${file}`]);
    onTestFinished(async () => void (await exporter.stop()));
    await eventually(() => exporter.get('/-/ready'));
    expect([...vendor.clients]).toEqual(['old-client']);
    expect([...vendor.serverNames]).toEqual(['gateway.example.com']);
    expect(new Set(proxy.targets)).toEqual(new Set([new URL(vendor.origin).host]));

    // Certificate and key do not belong together in between, which must not disturb the polls.
    await copyFile(newClient.cert, client.cert);
    await eventually(() => expect(exporter.stderr()).toContain('Failed to reload the TLS files'));
    await copyFile(newClient.key, client.key);
    await eventually(() => expect([...vendor.clients]).toEqual(['old-client', 'new-client']));
    expect(await exporter.get('/metrics')).toContain(
      'contact_center_collector_success{tenant="acme",collector="queues"} 1',
    );
    expect(exporter.stderr()).not.toContain('Poll failed');
    expect(`${exporter.stderr()}${await exporter.get('/config')}`).not.toContain('hunter2');
  });

  it('apply to the plan, whose host never sees the client certificate', async () => {
    const { cert, key } = await authority.issue('wfm', 'DNS:localhost');
    const identities: unknown[] = [];
    const server = createServer(
      { cert: await readFile(cert), key: await readFile(key), requestCert: true, rejectUnauthorized: false },
      ({ socket }, response) => {
        identities.push((socket as TLSSocket).getPeerCertificate()?.subject);
        response.end('queue_id,start,agents\n');
      },
    ).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close().closeAllConnections());
    await once(server, 'listening');
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const vendor = await startVendor();
    const proxy = await startProxy();
    const tls = { ca_file: authority.caFile, ...identity(oldClient), server_name: 'gateway.example.com' };
    const plan = { url: `https://${host}/plan` };
    const file = await configure(vendor.origin, { proxy_url: proxy.url, tls }, '5s', { plan });
    expect(await probe(file)).toContain('acme: plan: good');
    expect(proxy.targets).toContain(host);
    expect(identities).toEqual([undefined]);
  });

  it('names the setting that is the cause of a failure', async () => {
    const { origin } = await startVendor();
    const problemWith = async (http: object) => probe(await configure(origin, http));
    const name = { server_name: 'gateway.example.com' };
    expect(await problemWith({})).toContain(
      'the certificate is not signed by a trusted CA: name the file of the CA in http.tls.ca_file',
    );
    expect(await problemWith({ tls: { ...name, ca_file: serverCertificate.cert } })).toContain(
      `the certificate is not signed by a CA in http.tls.ca_file ${serverCertificate.cert}`,
    );
    expect(await problemWith({ tls: { ca_file: authority.caFile } })).toContain(
      'the certificate is for another name: check the address, or set http.tls.server_name',
    );
    const stranger = await (await createAuthority(await mkdtemp(join(folder, 'other-')))).issue('x', 'DNS:x');
    expect(
      await problemWith({ tls: { ...name, ca_file: authority.caFile, ...identity(stranger) } }),
    ).toContain(`the client certificate, http.tls.cert_file ${stranger.cert}`);
    expect(await problemWith({ proxy_url: 'http://me:hunter2@127.0.0.1:1' })).toMatch(
      /through the proxy 127\.0\.0\.1:1 \(http\.proxy_url\): connect ECONNREFUSED/,
    );
  });

  it('are checked with the configuration', async () => {
    const problemWith = async (http: object) => probe(await configure('https://localhost:1', http));
    const mixed = { tls: { cert_file: oldClient.cert, key_file: newClient.key } };
    expect(await problemWith(mixed)).toMatch(/tenant acme: .*http\.tls\.key_file .* cannot be used/);
    expect(await problemWith({ tls: { cert_file: oldClient.cert } })).toContain(
      'tenants[0].http.tls.key_file: is missing; certificate and key belong together',
    );
    expect(await problemWith({ tls: { ca_file: join(folder, 'none.pem') } })).toContain('does not exist');
    expect(await problemWith({ proxy_url: 'socks5://proxy:1080' })).toContain(
      'tenants[0].http.proxy_url: names a proxy of another kind (socks5://)',
    );
  });
});
