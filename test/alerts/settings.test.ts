import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatedRules, parseSettings, SettingsError } from '../../alerts/generator/index.ts';
import { zoneClock } from '../../alerts/generator/time-zone.ts';

const LINKS =
  'links: { runbooks: https://wiki.example.com/runbooks, dashboards: https://grafana.example.com }';
const CALENDAR = 'calendar: { from: 2026, to: 2027 }';

function settingsRules(...more: readonly string[]) {
  const files = generatedRules(parseSettings([LINKS, CALENDAR, ...more].join('\n'), 'settings.yaml'));
  const groups: readonly { rules: { record: string; expr: string; labels?: object }[] }[] = parse(
    files.get('rules/settings.yaml') ?? '',
  ).groups;
  return groups.flatMap(({ rules }) => rules);
}

const threshold = (name: string, ...more: readonly string[]) =>
  settingsRules(...more)
    .filter(({ record }) => record === `tenant:contact_center_threshold:${name}`)
    .map(({ expr, labels }) => ({ expr, labels }));

describe('thresholds', () => {
  it('applies the default thresholds to every tenant', () => {
    expect(threshold('min_contacts')).toEqual([
      { expr: 'group by (tenant) (contact_center_tenant_info) * 20', labels: undefined },
    ]);
  });

  it('sets a threshold for all tenants and for one', () => {
    const tenants = 'tenants: { acme: { thresholds: { min_contacts: 40 } } }';
    expect(threshold('min_contacts', 'thresholds: { min_contacts: 30 }', tenants)).toEqual([
      { expr: 'group by (tenant) (contact_center_tenant_info{tenant!="acme"}) * 30', labels: undefined },
      { expr: 'vector(40)', labels: { tenant: 'acme' } },
    ]);
  });
});

describe('a service level that is restricted to opening hours', () => {
  const recording = (...tenants: readonly string[]) =>
    generatedRules(parseSettings([LINKS, CALENDAR, ...tenants].join('\n'), 'settings.yaml')).get(
      'rules/recording.yaml',
    );
  const hours = 'time_zone: Europe/Berlin, opening_hours: { monday: 08:00-18:00 }';

  it('selects the tenants of that setting by their exact names', () => {
    const rules = recording(
      `tenants: { a.b: { ${hours}, service_level: opening_hours }, c: { ${hours}, service_level: opening_hours }, d: { ${hours} } }`,
    );
    expect(rules).toContain(String.raw`counted:increase5m{tenant=~"a\\.b|c"}`);
  });

  it('leaves the rules as they are without such a tenant', () => {
    expect(recording(`tenants: { d: { ${hours}, service_level: always } }`)).toBe(recording());
  });
});

describe('settings that are wrong', () => {
  it.each([
    ['thresholds: { min_contats: 3 }', 'thresholds: unknown key min_contats'],
    ['thresholds: { min_contacts: -1 }', 'thresholds.min_contacts: must not be negative'],
    ['tenants: { acme: { time_zone: UTC } }', 'tenants.acme: needs both time_zone and opening_hours'],
    ['tenants: { acme: { holidays: [2026-12-25] } }', 'tenants.acme: needs both'],
    ['tenants: { acme: { service_level: opening_hours } }', 'tenants.acme: needs both'],
    [
      'tenants: { acme: { service_level: open } }',
      'tenants.acme.service_level: must be always or opening_hours',
    ],
    [
      'tenants: { acme: { time_zone: Mars/Base, opening_hours: { monday: 08:00-18:00 } } }',
      'tenants.acme.time_zone: must be a time zone',
    ],
    [
      'tenants: { acme: { time_zone: UTC, opening_hours: {} } }',
      'tenants.acme.opening_hours: must name at least one day',
    ],
    [
      'tenants: { acme: { time_zone: UTC, opening_hours: { mon: 08:00-18:00 } } }',
      'tenants.acme.opening_hours.mon: must be a day',
    ],
    [
      'tenants: { acme: { time_zone: UTC, opening_hours: { monday: 8-18 } } }',
      'tenants.acme.opening_hours.monday: must be a time such as',
    ],
    [
      'tenants: { acme: { time_zone: UTC, opening_hours: { monday: 08:00-25:00 } } }',
      'tenants.acme.opening_hours.monday: must be a time such as',
    ],
    [
      'tenants: { acme: { time_zone: UTC, opening_hours: { monday: 08:00-18:00 }, holidays: [2026-02-30] } }',
      'tenants.acme.holidays.0: must be a date',
    ],
    ['tenants: [', 'settings.yaml: '],
  ])('rejects %s', (text, problem) => {
    expect(() => settingsRules(text)).toThrow(SettingsError);
    expect(() => settingsRules(text)).toThrow(problem);
  });

  it('reports all problems of the settings at once', () => {
    const text = 'links: {}\ncalendar: { from: 2030, to: 2026 }';
    expect(() => parseSettings(text, 'mine.yaml')).toThrow(
      [
        'mine.yaml: links.runbooks: must be a URL such as https://wiki.example.com/runbooks',
        'mine.yaml: links.dashboards: must be a URL such as https://grafana.example.com',
        'mine.yaml: calendar: must not end before it starts',
      ].join('\n'),
    );
  });
});

describe('clock changes', () => {
  const ZONES = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Africa/Casablanca',
    'UTC',
  ];
  const clocks = new Map(ZONES.map((zone) => [zone, zoneClock(zone, 2026, 2036)]));

  /** Local date and time as the platform's own calendar has it. */
  const localTime = (zone: string, unixSeconds: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(
      unixSeconds * 1000,
    );

  it('computes local time at any instant', () => {
    const instant = fc.integer({ min: Date.UTC(2026) / 1000, max: Date.UTC(2037) / 1000 - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, at) => {
        const { offset, changes } = clocks.get(zone)!;
        const local = at + (changes.findLast((change) => change.at <= at)?.offset ?? offset);
        expect(localTime('UTC', local)).toBe(localTime(zone, at));
      }),
    );
  });

  it('finds clock changes to the second', () => {
    const { offset, changes } = clocks.get('Europe/Berlin')!;
    expect(offset).toBe(3600);
    expect(changes[0]).toEqual({ at: Date.UTC(2026, 2, 29, 1) / 1000, offset: 7200 });
    expect(changes).toHaveLength(22);
  });
});
