import { Router } from 'express';
import type { TenantSnapshot } from '../../signals/index.ts';
import { loadAssets } from './assets.ts';
import { events } from './events.ts';
import { page } from './page.ts';
import { viewOf } from './shared/view.js';

export interface WallboardOptions {
  /** What is shown now. */
  readonly tenants: () => readonly TenantSnapshot[];
  readonly telemetryPath: string;
  readonly version: string;
  /** Whether `/api/v1/queues/{tenant}/{id}/explain` is there. */
  readonly canExplain?: boolean;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Nothing from elsewhere, nothing written into the page runs, and no markup is ever made from text. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The wallboard at `/`, its event stream and its files. */
export function wallboard({
  tenants,
  telemetryPath,
  version,
  canExplain = false,
  now,
}: WallboardOptions): Router {
  const assets = loadAssets();
  const routes = Router();
  routes.get('/', ({ url }, response) => {
    const view = viewOf(new URL(url, 'http://localhost').searchParams);
    const markup = page({ tenants: tenants(), view, assets, telemetryPath, version, canExplain, now: now() });
    response
      .set({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'cache-control': 'no-store' })
      .type('html')
      .send(markup);
  });
  routes.get('/wallboard/events', events({ tenants, assets: assets.version, now }));
  routes.get('/wallboard/assets/:version/:folder/:file', assets.serve);
  return routes;
}
