import type { RequestHandler } from 'express';
import type { Route } from '../routes.ts';
import type { Assets } from '../wallboard/assets.ts';
import { contentSecurityPolicy } from '../wallboard/content-security-policy.ts';
import type { WebConfigSource } from '../web-config.ts';
import type { CollectorPolls } from './poll-records.ts';
import { pollsJson } from './polls-json.ts';
import { pollsPage } from './polls-page.ts';
import { privateAccess } from './private-access.ts';

/** The configuration in use, with its defaults and without secrets. */
export interface ConfigText {
  readonly yaml: string;
  readonly json: object;
}

export interface DebugOptions {
  /** The last polls of each collector; absent: `/debug/polls` does not exist. */
  readonly polls?: (() => readonly CollectorPolls[]) | undefined;
  /** Absent: `/config` does not exist. */
  readonly config?: (() => ConfigText) | undefined;
  readonly assets: Assets;
  readonly webConfig: WebConfigSource;
  /** Unix seconds. */
  readonly now: () => number;
}

/** `/debug/polls` and `/config`: how the exporter came to its data. */
export function debugRoutes({ polls, config, assets, webConfig, now }: DebugOptions): readonly Route[] {
  const onlyPrivate = privateAccess(webConfig);
  return [
    ...(polls
      ? [
          {
            path: '/debug/polls',
            requires: 'admin' as const,
            methods: { GET: [onlyPrivate, showPolls({ polls, assets, now })] },
          },
        ]
      : []),
    ...(config
      ? [{ path: '/config', requires: 'admin' as const, methods: { GET: [onlyPrivate, showConfig(config)] } }]
      : []),
  ];
}

function showPolls({
  polls,
  assets,
  now,
}: Pick<DebugOptions, 'assets' | 'now'> & {
  readonly polls: () => readonly CollectorPolls[];
}): RequestHandler {
  return (request, response) => {
    const { tenant, collector, format } = request.query;
    const recorded = polls().filter(
      (each) =>
        (tenant === undefined || each.tenant === tenant) &&
        (collector === undefined || each.collector === collector),
    );
    response.set({ 'cache-control': 'no-store', vary: 'Accept' });
    if (format === 'json' || (format !== 'html' && request.accepts(['json', 'html']) !== 'html')) {
      response.json(pollsJson(recorded));
      return;
    }
    const policy = contentSecurityPolicy({
      policy: response.get('content-security-policy'),
      frameOptions: response.get('x-frame-options'),
    });
    const markup = pollsPage({ recorded, assets, root: rootOf(request.path), now: now() });
    response.set('content-security-policy', policy).type('html').send(markup);
  };
}

function showConfig(config: () => ConfigText): RequestHandler {
  return (request, response) => {
    const { yaml, json } = config();
    response.set({ 'cache-control': 'no-store', vary: 'Accept' });
    if (request.accepts(['text', 'json']) === 'json') response.json(json);
    else response.type('text/plain').send(yaml);
  };
}

/** Relative URL of the server's root from a path: `../` from `/debug/polls`, `../../` from `/debug/polls/`. */
function rootOf(path: string): string {
  return '../'.repeat(path.split('/').length - 2);
}
