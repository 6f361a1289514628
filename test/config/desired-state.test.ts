import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseDesiredState } from '../../src/config/desired-state/desired-state.ts';
import { ConfigError, formatDesiredState, formatProblem, loadConfig } from '../../src/config/index.ts';
import { differences } from '../../src/queue-routing/difference.ts';
import { someSettings } from '../queue-routing/arbitraries.ts';
import { fakePlatforms } from './fake-platforms.ts';

const parse = (text: string) => parseDesiredState(text, 'desired.yaml', {});

function problemsOf(text: string): readonly string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
}

describe('a desired state', () => {
  it('reads a desired state by its keys', () => {
    const { state } = parse(`
tenant: acme
queues:
  - id: q1
    routing_strategy: mostAvailableAgent
    max_wait_time: 600
    wait_music: https://media.example.com/a.wav
    overflow_targets: [{ id: q2, threshold: 50 }]
    skills: [{ id: s1, level: "3" }, { id: s2, level: 4 }]
    skill_routing_type: any
    enable_overflow: false
    overflow_threshold: 0
  - { id: q2, wait_music: none }
  - id: "4001"
    service_level_goal: 80
    service_level_threshold: 20
    enable_short_abandon: true
    short_abandon_threshold: 300
    count_short_abandons: false
`);
    expect(state).toEqual({
      tenant: 'acme',
      queues: [
        {
          id: 'q1',
          settings: {
            routingStrategy: 'mostAvailableAgent',
            maxWaitSeconds: 600,
            waitMusic: 'https://media.example.com/a.wav',
            overflowTargets: [{ id: 'q2', threshold: 50 }],
            skills: [
              { id: 's1', level: '3' },
              { id: 's2', level: '4' },
            ],
            skillRoutingType: 'any',
            enableOverflow: false,
            overflowThreshold: 0,
          },
        },
        { id: 'q2', settings: { waitMusic: 'none' } },
        {
          id: '4001',
          settings: {
            serviceLevelGoal: 80,
            serviceLevelThresholdSeconds: 20,
            enableShortAbandon: true,
            shortAbandonThresholdSeconds: 300,
            countShortAbandons: false,
          },
        },
      ],
    });
  });

  it('reads back the desired state that it writes', () => {
    fc.assert(
      fc.property(fc.array(someSettings(), { minLength: 1, maxLength: 3 }), (all) => {
        const queues = all
          .map((settings, index) => ({ id: `queue ${index}`, settings }))
          .filter(({ settings }) => Object.values(settings).some((value) => value !== undefined));
        fc.pre(queues.length > 0);
        const { state } = parse(formatDesiredState({ tenant: '007', queues }));
        expect(state.tenant).toBe('007');
        expect(state.queues.map(({ id }) => id)).toEqual(queues.map(({ id }) => id));
        for (const [index, { settings }] of queues.entries()) {
          expect(differences(state.queues[index]!.settings, settings)).toEqual([]);
          expect(differences(settings, state.queues[index]!.settings)).toEqual([]);
        }
      }),
    );
  });
});

describe('everything that is wrong with a desired state', () => {
  it('reports all problems of a desired state with their lines', () => {
    const text = `tenant: acme
queues:
  - id: q1
    routing_strategy: longestIdle
    max_wait_time: 5
    wait_music: ftp://media.example.com/a.wav
    overflow_targets:
      - { id: q1, threshold: -1 }
      - { id: q2 }
      - { id: q2, threshold: 5 }
    skills:
      - { id: s1, level: true }
      - { id: s1, level: "1" }
    skill_routing_type: ""
    enable_overflow: yes
    overflow_threshold: 1.5
    overflow_treshold: 1
  - id: q1
  - max_wait_time: 7201
`;
    expect(problemsOf(text).map((line) => line.replace('desired.yaml:', ''))).toEqual([
      '4:23: queues[0].routing_strategy: must be one of longestIdleAgent, mostAvailableAgent, leastRecentlyUsed, firstAvailableAgent, not "longestIdle"',
      '5:20: queues[0].max_wait_time: must be a whole number, from 10 to 7200, not 5',
      '6:17: queues[0].wait_music: must be an http or https URL, or none',
      '8:15: queues[0].overflow_targets[0].id: is the queue itself; name another queue',
      '8:30: queues[0].overflow_targets[0].threshold: must be a whole number, 0 or more, not -1',
      '9:9: queues[0].overflow_targets[1].threshold: is missing; add it',
      '10:15: queues[0].overflow_targets[2].id: is listed twice; delete one of the two',
      '12:26: queues[0].skills[0].level: must be text, not true or false; put it in quotes',
      '13:15: queues[0].skills[1].id: is listed twice; delete one of the two',
      '14:25: queues[0].skill_routing_type: must not be empty',
      '15:22: queues[0].enable_overflow: must be true or false, not text',
      '16:25: queues[0].overflow_threshold: must be a whole number, 0 or more, not 1.5',
      '17:5: queues[0].overflow_treshold: unknown key; did you mean "overflow_threshold"?',
      '18:5: queues[1]: has no setting; add one, or delete the queue',
      '18:9: queues[1].id: is listed twice; delete one of the two',
      '19:5: queues[2].id: is missing; add it',
      '19:20: queues[2].max_wait_time: must be a whole number, from 10 to 7200, not 7201',
    ]);
  });

  it.each([
    ['', 'desired.yaml:1:1: must be a mapping; start with "tenant:" and "queues:"'],
    ['- a', 'desired.yaml:1:1: must be a mapping; start with "tenant:" and "queues:"'],
    ['tenant: a\nqueues: []', 'desired.yaml:2:9: queues: must list at least one'],
    ['tenant: a\nqueues: [{id: [}]', 'desired.yaml:2:16: '],
  ])('reports the first problem of %j at its place', (text, problem) => {
    expect(problemsOf(text)[0]).toContain(problem);
  });

  it('reports problems that only the platform finds', () => {
    const file = parse('tenant: acme\nqueues:\n  - id: q1\n    skills:\n      - { id: s1, level: "1" }\n');
    const at = (path: readonly (string | number)[], message: string) =>
      formatProblem(file.problemAt({ queueId: 'q1', path, message }));
    expect(at(['skills', 0, 'id'], 'unknown')).toBe('desired.yaml:5:15: queues[0].skills[0].id: unknown');
    expect(at(['maxWaitSeconds'], 'too long')).toBe('desired.yaml:3:5: queues[0].max_wait_time: too long');
    expect(at([], 'closed')).toBe('desired.yaml:3:5: queues[0]: closed');
    expect(formatProblem(file.tenantProblem('is gone'))).toBe('desired.yaml:1:9: tenant: is gone');
  });
});

describe('desired_state in the configuration', () => {
  const [cxoneV2, ...others] = fakePlatforms;
  const platforms = [{ ...cxoneV2!, configuresQueues: true }, ...others];

  function inFolder(files: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), 'desired-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return { folder, load: () => loadConfig(join(folder, 'config.yaml'), { platforms, env: {} }) };
  }

  const tenants = `
tenants:
  - { name: acme, platform: cxone, api: v2, base_url: http://x, oauth: { client_id: a, client_secret: b } }
  - { name: old, platform: cxone, api: acd, oauth: { client_id: a, client_secret: b } }
`;
  const desired = (tenant: string) => `tenant: ${tenant}\nqueues: [{ id: q1, max_wait_time: 10 }]\n`;

  it('assigns desired states to tenants, with paths from the folder of the configuration', async () => {
    const { folder, load } = inFolder({
      'config.yaml': `desired_state: desired.yaml${tenants}`,
      'desired.yaml': desired('acme'),
    });
    const config = await load();
    expect(config.tenants.map(({ desiredStateFile }) => desiredStateFile)).toEqual([
      join(folder, 'desired.yaml'),
      undefined,
    ]);
  });

  it.each([
    ['none.yaml', 'does not exist'],
    ['nobody.yaml', '1:9: tenant: is not a configured tenant'],
    ['old.yaml', '1:9: tenant: has platform: cxone, api: acd'],
    ['[acme.yaml, again.yaml]', '1:9: tenant: already has a desired state in'],
    ['bad.yaml', '2:35: queues[0].max_wait_time: must be a whole number, from 10 to 7200, not 1'],
  ])('rejects desired_state when it is %s', async (written, problem) => {
    const { load } = inFolder({
      'config.yaml': `desired_state: ${written}${tenants}`,
      'acme.yaml': desired('acme'),
      'again.yaml': desired('acme'),
      'nobody.yaml': desired('nobody'),
      'old.yaml': desired('old'),
      'bad.yaml': 'tenant: acme\nqueues: [{ id: q1, max_wait_time: 1 }]\n',
    });
    await expect(load()).rejects.toThrow(problem);
  });
});
