import { z } from 'zod';
import { errorSchema, querySchema, resultSchema } from '../analytics-api/index.ts';
import { changesSchema } from './changes.ts';
import { queueSchema, queuesSchema, tenantSchema } from './queues-schema.ts';

/** The description of the HTTP API in OpenAPI 3.1, made from the schemas by which requests are judged. */

const SCHEMAS = {
  AnalyticsQuery: querySchema,
  AnalyticsAnswer: resultSchema,
  Error: errorSchema,
  Queues: queuesSchema,
  Tenant: tenantSchema,
  Queue: queueSchema,
  Changes: changesSchema,
};

const schemaRef = (name: keyof typeof SCHEMAS) => ({ $ref: `#/components/schemas/${name}` });
const jsonOf = (schema: object) => ({ 'application/json': { schema } });
const textAnswer = (description: string) => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } } },
});
const errorAnswer = (description: string) => ({ description, content: jsonOf(schemaRef('Error')) });
const UNAUTHORIZED = textAnswer('The web configuration has users, and none of them has signed in');

export function openApiDocument(version: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'contact-center-exporter',
      version,
      description: 'What the exporter shows beside its metrics, and queries of interaction analytics.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    // Without users in the web configuration, everybody may read.
    security: [{}, { basicAuth: [] }],
    tags: [
      { name: 'Queues', description: 'The queues as they are shown now' },
      { name: 'Analytics', description: 'Interaction analytics for BI tools' },
    ],
    paths: {
      '/api/v1/queues': { get: QUEUES },
      '/api/v1/queues/{tenant}/{id}/explain': { get: EXPLAIN },
      '/api/v1/changes': { get: CHANGES },
      '/api/v1/analytics/query': { post: ANALYTICS_QUERY },
      '/api/v1/openapi.json': { get: OPENAPI },
    },
    components: {
      securitySchemes: { basicAuth: { type: 'http', scheme: 'basic' } },
      schemas: componentSchemas(),
    },
  };
}

const QUEUES = {
  operationId: 'queues',
  tags: ['Queues'],
  summary: 'All tenants and queues as of their last polls',
  responses: {
    200: { description: 'What is shown now', content: jsonOf(schemaRef('Queues')) },
    401: UNAUTHORIZED,
  },
};

const pathParameter = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

const EXPLAIN = {
  operationId: 'explainPrediction',
  tags: ['Queues'],
  summary: 'Inputs and result of the prediction for one queue',
  parameters: [
    pathParameter('tenant', 'Name of the tenant'),
    pathParameter('id', 'Id of the queue'),
    { name: 'media', in: 'query', description: 'One medium of the queue alone', schema: { type: 'string' } },
  ],
  responses: {
    200: { description: 'The prediction for each medium of the queue', content: jsonOf({ type: 'object' }) },
    401: UNAUTHORIZED,
    404: { description: 'There is no such tenant or queue, or nothing is predicted' },
  },
};

const queryParameter = (name: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string' },
});

const CHANGES = {
  operationId: 'changes',
  tags: ['Queues'],
  summary: 'Recent changes of the configuration of queues, for annotations on dashboards',
  parameters: [
    queryParameter('tenant', 'Name of the tenant'),
    queryParameter('queue_id', 'Id of the queue'),
    queryParameter('from', 'Milliseconds since 1970, or ISO 8601 with its offset'),
    queryParameter('to', 'Milliseconds since 1970, or ISO 8601 with its offset'),
  ],
  responses: {
    200: { description: 'The changes', content: jsonOf(schemaRef('Changes')) },
    400: { description: 'A parameter is not what it should be; all of them are told' },
    401: UNAUTHORIZED,
    404: { description: 'There is no such tenant' },
  },
};

const ANALYTICS_QUERY = {
  operationId: 'queryAnalytics',
  tags: ['Analytics'],
  summary: 'What the interactions of a tenant took, on average, and what became of them',
  description:
    'Off unless the web configuration has users. Answers are kept for a while; age_seconds and the Age header tell how old one is.',
  security: [{ basicAuth: [] }],
  requestBody: { required: true, content: jsonOf(schemaRef('AnalyticsQuery')) },
  responses: {
    200: {
      description: 'The table, as JSON or CSV by Accept',
      headers: {
        Age: { description: 'Seconds since the platform was asked', schema: { type: 'integer' } },
        'Cache-Status': { description: 'Where the answer came from (RFC 9211)', schema: { type: 'string' } },
      },
      content: { ...jsonOf(schemaRef('AnalyticsAnswer')), 'text/csv': { schema: { type: 'string' } } },
    },
    400: errorAnswer('The query is invalid; every violation is told with its key'),
    401: UNAUTHORIZED,
    403: errorAnswer('The API is off, as the web configuration has no users'),
    405: textAnswer('Another method than POST'),
    406: errorAnswer('Neither JSON nor CSV is accepted'),
    413: errorAnswer('The query is too large'),
    415: errorAnswer('The query is not sent as JSON'),
    422: errorAnswer('The platform refuses the query, for its filters perhaps'),
    502: errorAnswer('The platform failed'),
    503: errorAnswer('Ask again after Retry-After: the request budget is spent, or too much is under way'),
    504: errorAnswer('The platform did not answer in time'),
  },
};

const OPENAPI = {
  operationId: 'openApi',
  summary: 'This description',
  responses: {
    200: { description: 'OpenAPI 3.1', content: jsonOf({ type: 'object' }) },
    401: UNAUTHORIZED,
  },
};

/** The schemas by name, and those that they are made of. */
function componentSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _, $schema: _dialect, ...schema }]) => [id, schema]),
  );
}
