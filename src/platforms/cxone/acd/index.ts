import { defined } from '../../../domain/index.ts';
import type { VendorClient } from '../../../vendor-http/index.ts';
import { definePlatform } from '../../platform.ts';
import { createStatusPage } from '../../shared/status-page.ts';
import { agentHistory, agents } from './agents/agent-times.ts';
import { acdApi } from './api.ts';
import { discoverBaseUrl } from './discovery.ts';
import { health } from './health.ts';
import { createPlatformClock } from './platform-clock.ts';
import { serverTimeReader } from './server-time.ts';
import { settings, signInOf } from './settings.ts';
import { skillActivity } from './skills/skill-activity.ts';
import { createSkillDirectory } from './skills/skill-directory.ts';
import { skillSettings } from './skills/skill-settings.ts';
import { SPANS, skillSummary } from './skills/skill-summary.ts';

/** The vendor does not name the permission of each call, so the call is named. */
const permitted = (api: string, call: string) =>
  `${call} of the ${api} API, for the role of the access key's employee`;

/** NICE CXone, the ACD API. */
export const cxoneAcd = definePlatform({
  platform: 'cxone',
  api: 'acd',
  displayName: 'NICE CXone',
  documentation: 'https://developer.niceincontact.com/API',
  collectors: ['queues', 'aggregates', 'agents', 'health'],
  permissions: {
    queues: permitted('RealTime', 'GET /skills/activity'),
    aggregates: permitted('Reporting', 'GET /skills/summary'),
    agents: `${permitted('RealTime', 'GET /agents/states')}; for agents.ids also GET /agents/{agentId}/state-history of the Reporting API`,
    health: permitted('Admin', 'GET /server-time'),
    routing: permitted('Admin', 'GET /skills/{skillId}'),
  },
  /** With one page per list and without `agents.ids`. */
  requestCosts: (_, intervals) => ({
    skills_activity: 60 / intervals.queues,
    skills_summary: (60 / intervals.aggregates) * SPANS,
    agents_states: 60 / intervals.agents,
    server_time: 60 / intervals.health,
  }),
  configuresQueues: true,
  settings,
  connect: ({ settings, selection, agentIds, windowSeconds, openClient, log, now, monotonic }) => {
    const { base_url, issuer_url: issuerUrl, tenant_id: tenantId, status_page } = settings;
    const authenticate = signInOf(settings);
    const opened: VendorClient[] = [];
    const open: typeof openClient = (target) => {
      const client = openClient(target);
      opened.push(client);
      return client;
    };
    const discovered = () =>
      discoverBaseUrl(defined({ client: open({ baseUrl: issuerUrl }), issuerUrl, tenantId, log, monotonic }));
    const api = acdApi(
      open({ baseUrl: base_url ?? discovered(), authenticate }),
      settings.api_version,
      settings.max_pages,
    );
    const statusPage =
      status_page &&
      createStatusPage({
        client: open({ baseUrl: status_page.url }),
        components: status_page.components,
        log,
      });
    const clock = createPlatformClock({ now, monotonic, log });
    const readServerTime = serverTimeReader({ api, clock, now });
    const directory = createSkillDirectory();
    return {
      collectors: [
        skillActivity({ api, selection, directory, clock, readServerTime }),
        skillSummary({ api, selection, directory, clock, readServerTime, windowSeconds }),
        agents({ api, agentIds, clock }),
        health(defined({ readServerTime, statusPage })),
      ],
      agentHistory: agentHistory({ api }),
      routing: skillSettings(api),
      close: async () => {
        await Promise.all(opened.map((client) => client.close()));
      },
    };
  },
});
