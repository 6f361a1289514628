import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ALERTS_FOLDER } from '../support/rules.ts';

const run = promisify(execFile);
const CONFIG = join(ALERTS_FOLDER, 'alertmanager.yaml');

async function receiverOf(labels: Readonly<Record<string, string>>): Promise<string> {
  const given = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${CONFIG}`, ...given]);
  return stdout.trim();
}

describe('the Alertmanager example', () => {
  it('passes amtool with its templates', async () => {
    const { stdout } = await run('amtool', ['check-config', CONFIG]);
    expect(stdout).toContain('SUCCESS');
    expect(stdout).toContain(' - 1 templates');
  });

  it.each([
    [
      'a page of a tenant with an on-call of its own',
      { severity: 'page', tenant: 'acme', queue: 'Sales' },
      'acme-on-call',
    ],
    ['a page of any other tenant', { severity: 'page', tenant: 'globex', queue: 'Sales' }, 'on-call'],
    ['a page about the exporter, which has no tenant', { severity: 'page', scope: 'exporter' }, 'on-call'],
    ['a ticket of a tenant that works off its own', { severity: 'ticket', tenant: 'acme' }, 'acme-tickets'],
    ['a ticket of any other tenant', { severity: 'ticket', tenant: 'globex' }, 'tickets'],
    ['what has no severity at all', { tenant: 'acme' }, 'tickets'],
  ])('routes %s to its receiver', async (_, labels, receiver) => {
    expect(await receiverOf(labels)).toBe(receiver);
  });
});

const firing = {
  status: 'firing',
  labels: { alertname: 'ContactCenterServiceLevelBreached' },
  annotations: {
    summary: 'acme: Sales misses its service level',
    description: 'Service level 58%, target 80% within 20s.\nWaiting: 6, oldest: 1m 30s.',
    runbook_url: 'https://runbooks.example.com/Breached.md',
    dashboard_url: 'https://grafana.example.com/d/queue',
  },
  startsAt: '2026-01-05T10:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
};
const ended = {
  ...firing,
  status: 'resolved',
  annotations: { ...firing.annotations, summary: 'acme: Billing misses its service level' },
  endsAt: '2026-01-05T10:20:00Z',
};

/** The message as a receiver gets it: title, an empty line, text. */
async function message(status: string, alerts: readonly object[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'));
  try {
    const data = join(folder, 'data.json');
    await writeFile(data, JSON.stringify({ status, alerts, receiver: 'on-call', externalURL: '' }));
    const { stdout } = await run('amtool', [
      'template',
      'render',
      `--template.glob=${join(ALERTS_FOLDER, 'templates/*.tmpl')}`,
      `--template.data=${data}`,
      '--template.text={{ template "contact_center.title" . }}\n\n{{ template "contact_center.text" . }}',
    ]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('notification texts', () => {
  it('states the problem in the title, then the figures, then the links', async () => {
    expect(await message('firing', [firing])).toBe(
      [
        'acme: Sales misses its service level',
        '',
        'Service level 58%, target 80% within 20s.',
        'Waiting: 6, oldest: 1m 30s.',
        'What to do: https://runbooks.example.com/Breached.md',
        'Dashboard: https://grafana.example.com/d/queue',
      ].join('\n'),
    );
  });

  it('distinguishes several queues, and those that have recovered', async () => {
    const text = await message('firing', [firing, ended]);
    expect(text).toMatch(/^acme: Sales misses its service level and 1 more\n/);
    expect(text).toContain('\nOver since 10:20 UTC: acme: Billing misses its service level\n');
  });

  it('states that the problem is resolved', async () => {
    const text = await message('resolved', [ended]);
    expect(text).toMatch(/^Over: acme: Billing misses its service level\n/);
    expect(text).not.toContain('Waiting');
  });
});
