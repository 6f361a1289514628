import { z } from 'zod';
import { errorSchema, querySchema, resultSchema } from '../analytics-api/index.ts';
import { changesSchema, instantText, nameText } from './changes.ts';
import { figuresSchema } from './figures/schema.ts';
import { queueSchema, queuesSchema, tenantSchema } from './queues-schema.ts';
import { targetsSchema } from './targets.ts';

/** OpenAPI 3.1 description of the HTTP API, generated from the schemas that validate requests and type responses. */

const SCHEMAS = {
  AnalyticsQuery: querySchema,
  AnalyticsAnswer: resultSchema,
  Error: errorSchema,
  Queues: queuesSchema,
  Tenant: tenantSchema,
  Queue: queueSchema,
  QueueFigures: figuresSchema,
  Changes: changesSchema,
  Targets: targetsSchema,
};

const schemaRef = (name: keyof typeof SCHEMAS) => ({ $ref: `#/components/schemas/${name}` });
const jsonOf = (schema: object) => ({ 'application/json': { schema } });
const textResponse = (description: string) => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } } },
});
const errorResponse = (description: string) => ({ description, content: jsonOf(schemaRef('Error')) });
const UNAUTHORIZED = textResponse(
  'Unauthorized: the web configuration has users, and the request has no valid credentials',
);

const FORBIDDEN = textResponse('Forbidden: the user has no role for this page');

/**
 * `root` is the URL of the server's root, which may be relative. Paths that are not served, because their feature is off,
 * are left out.
 */
export function openApiDocument(version: string, root: string, isServed = (_path: string) => true) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'contact-center-exporter',
      version,
      description:
        'Current queues as JSON, recent configuration changes, and queries of interaction analytics.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: root }],
    // Without users in the web configuration, no authentication is required.
    security: [{}, { basicAuth: [] }],
    tags: [
      { name: 'Queues', description: 'Current data of tenants and queues' },
      { name: 'Analytics', description: 'Interaction analytics for BI tools' },
    ],
    paths: onlyServed(PATHS, isServed),
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
    200: { description: 'Current data', content: jsonOf(schemaRef('Queues')) },
    401: UNAUTHORIZED,
    403: FORBIDDEN,
  },
};

const pathParameter = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

const QUEUE_PARAMETERS = [
  pathParameter('tenant', 'Name of the tenant'),
  pathParameter('id', 'Id of the queue'),
  {
    name: 'media',
    in: 'query',
    description: 'Restricts the response to one medium',
    schema: { type: 'string' },
  },
];

const FIGURES = {
  operationId: 'queueFigures',
  tags: ['Queues'],
  summary: 'Where each figure of a queue comes from: collector, poll time, field of the platform',
  parameters: QUEUE_PARAMETERS,
  responses: {
    200: {
      description: 'The figures of each medium of the queue',
      content: jsonOf(schemaRef('QueueFigures')),
    },
    401: UNAUTHORIZED,
    403: FORBIDDEN,
    404: errorResponse('Tenant or queue not found'),
  },
};

const EXPLAIN = {
  operationId: 'explainPrediction',
  tags: ['Queues'],
  summary: 'Inputs and result of the prediction for one queue',
  parameters: QUEUE_PARAMETERS,
  responses: {
    200: { description: 'The prediction for each medium of the queue', content: jsonOf({ type: 'object' }) },
    401: UNAUTHORIZED,
    403: FORBIDDEN,
    404: { description: 'Tenant or queue not found, or prediction is disabled' },
  },
};

const queryParameter = (name: string, description: string, schema: z.ZodType) => {
  const { $schema: _, ...text } = z.toJSONSchema(schema);
  return { name, in: 'query', description, schema: text };
};

const CHANGES = {
  operationId: 'changes',
  tags: ['Queues'],
  summary: 'Recent changes of queue configurations, for annotations on dashboards',
  parameters: [
    queryParameter('tenant', 'Name of the tenant', nameText),
    queryParameter('queue_id', 'Id of the queue', nameText),
    queryParameter('from', 'Milliseconds since 1970, or ISO 8601 with an offset', instantText),
    queryParameter('to', 'Milliseconds since 1970, or ISO 8601 with an offset', instantText),
  ],
  responses: {
    200: { description: 'The changes', content: jsonOf(schemaRef('Changes')) },
    400: { description: 'Invalid parameter; the message lists every violation' },
    401: UNAUTHORIZED,
    403: FORBIDDEN,
    404: { description: 'Tenant not found' },
  },
};

const TARGETS = {
  operationId: 'targets',
  tags: ['Queues'],
  summary: 'A target for each tenant, for the HTTP service discovery of Prometheus',
  responses: {
    200: { description: 'The targets', content: jsonOf(schemaRef('Targets')) },
    401: UNAUTHORIZED,
    403: FORBIDDEN,
  },
};

const ANALYTICS_QUERY = {
  operationId: 'queryAnalytics',
  tags: ['Analytics'],
  summary: 'Average times and outcomes of the interactions of a tenant',
  description:
    'Disabled unless the web configuration has users. Results are cached; age_seconds and the Age header give their age.',
  security: [{ basicAuth: [] }],
  requestBody: { required: true, content: jsonOf(schemaRef('AnalyticsQuery')) },
  responses: {
    200: {
      description: 'Table of results, as JSON or CSV by Accept',
      headers: {
        Age: { description: 'Seconds since the platform was queried', schema: { type: 'integer' } },
        'Cache-Status': { description: 'Source of the result (RFC 9211)', schema: { type: 'string' } },
      },
      content: { ...jsonOf(schemaRef('AnalyticsAnswer')), 'text/csv': { schema: { type: 'string' } } },
    },
    400: errorResponse('Invalid query; the error lists every violation with its key'),
    401: UNAUTHORIZED,
    403: errorResponse('The API is disabled because the web configuration has no users'),
    404: errorResponse('The tenant is not configured, has no analytics, or may not be read by the user'),
    405: textResponse('Method not allowed; use POST'),
    406: errorResponse('Accept allows neither JSON nor CSV'),
    413: errorResponse('The query is too large'),
    415: errorResponse('Content-Type is not application/json'),
    422: errorResponse('The platform rejected the query, for example its filters'),
    502: errorResponse('The platform failed'),
    503: errorResponse(
      'Retry after Retry-After: the request budget is spent, or too many queries are running',
    ),
    504: errorResponse('The platform timed out'),
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

const PATHS = {
  '/api/v1/queues': { get: QUEUES },
  '/api/v1/queues/{tenant}/{id}': { get: FIGURES },
  '/api/v1/queues/{tenant}/{id}/explain': { get: EXPLAIN },
  '/api/v1/changes': { get: CHANGES },
  '/api/v1/targets': { get: TARGETS },
  '/api/v1/analytics/query': { post: ANALYTICS_QUERY },
  '/api/v1/openapi.json': { get: OPENAPI },
};

function onlyServed<Paths extends object>(paths: Paths, isServed: (path: string) => boolean): Paths {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => isServed(path))) as Paths;
}

/** JSON schemas by name, with references between them. */
function componentSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _, $schema: _dialect, ...schema }]) => [id, schema]),
  );
}
