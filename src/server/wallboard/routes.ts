import type { RequestHandler } from 'express';
import type { TenantSnapshot } from '../../signals/index.ts';
import { visibleTenants } from '../access/roles.ts';
import type { Route } from '../routes.ts';
import type { WebConfigSource } from '../web-config.ts';
import type { Assets } from './assets.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { events } from './events.ts';
import { page } from './page.ts';
import { viewOf } from './shared/view.js';

export interface WallboardOptions {
  /** Current snapshots of the tenants. */
  readonly tenants: () => readonly TenantSnapshot[];
  readonly assets: Assets;
  /** Whose users see the tenants and queues that they may see. */
  readonly webConfig: WebConfigSource;
  readonly telemetryPath: string;
  readonly version: string;
  /** Whether `/api/v1/queues/{tenant}/{id}/explain` is available. */
  readonly canExplain?: boolean;
  /** Whether the tenants are simulated. */
  readonly isDemo?: boolean;
  /** Called with errors of the event stream. */
  readonly onError: (error: unknown) => void;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Routes of the wallboard at `/`, its event stream and its files. */
export function wallboard({
  tenants,
  assets,
  webConfig,
  telemetryPath,
  version,
  canExplain = false,
  isDemo = false,
  onError,
  now,
}: WallboardOptions): readonly Route[] {
  const board: RequestHandler = ({ url }, response) => {
    const view = viewOf(new URL(url, 'http://localhost').searchParams);
    const markup = page({
      tenants: visibleTenants(tenants(), response),
      view,
      assets,
      telemetryPath,
      version,
      canExplain,
      isDemo,
      now: now(),
    });
    const policy = contentSecurityPolicy({
      policy: response.get('content-security-policy'),
      frameOptions: response.get('x-frame-options'),
    });
    response
      .set({ 'content-security-policy': policy, 'cache-control': 'no-store' })
      .type('html')
      .send(markup);
  };
  return [
    { path: '/', requires: 'view', methods: { GET: board } },
    {
      path: '/wallboard/events',
      requires: 'view',
      methods: { GET: events({ tenants, webConfig, assets: assets.version, onError, now }) },
    },
    { path: '/wallboard/assets/:version/*path', requires: 'any', methods: { GET: assets.serve } },
  ];
}
