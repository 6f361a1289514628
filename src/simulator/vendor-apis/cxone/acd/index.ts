import type { VendorApi } from '../../../http/vendor-api.ts';
import { agentStates, allStateHistories, stateHistory } from './agents.ts';
import { GRANTS } from './grants.ts';
import { configuration, serverTime, statusPage } from './platform.ts';
import { accessKeyLogin, accessKeyOf, passwordGrant } from './sign-in.ts';
import { readSkill, writeSkill } from './skill.ts';
import { skillActivity } from './skill-activity.ts';
import { skillSummary, slaSummary } from './skill-summary.ts';

/** NICE CXone, the ACD API. Choices for undocumented behaviour are described at each endpoint. */
export const cxoneAcd: VendorApi = {
  platform: 'cxone',
  api: 'acd',
  tokenEndpoints: [passwordGrant, accessKeyLogin],
  endpoints: [
    configuration,
    skillActivity,
    skillSummary,
    slaSummary,
    readSkill,
    writeSkill,
    agentStates,
    allStateHistories,
    stateHistory,
    serverTime,
    statusPage,
  ],
  correlationHeader: 'CorrelationId',
  grants: Object.values(GRANTS),
  errorBody: ({ code, message }) => ({ error: code, error_description: message }),
  exporterSettings: ({ baseUrl, client }) => ({
    issuer_url: baseUrl,
    oauth: {
      access_key_id: accessKeyOf(client).id,
      access_key_secret: accessKeyOf(client).secret,
      client_id: client.clientId,
      client_secret: client.clientSecret,
    },
    status_page: { url: baseUrl },
  }),
};
