import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { TenantSnapshot } from '../signals/index.ts';

/** `/api/v1/targets`: a target for each tenant, for HTTP service discovery (Prometheus, `http_sd_config`). */

export const targetsSchema = z
  .array(
    z.strictObject({
      targets: z.array(z.string()).length(1).describe('Host and port of this exporter'),
      labels: z.record(z.string(), z.string()),
    }),
  )
  .describe('Targets in the format of the HTTP service discovery of Prometheus');

export interface TargetsOptions {
  readonly tenants: (response: Response) => readonly TenantSnapshot[];
  readonly externalUrl?: URL | undefined;
  readonly routePrefix: string;
}

export function targetsRoute({ tenants, externalUrl, routePrefix }: TargetsOptions): RequestHandler {
  return (request, response) => {
    const { host, scheme, path } = addressOf(request, externalUrl, routePrefix);
    const targets: z.input<typeof targetsSchema> = tenants(response).map(({ tenant }) => ({
      targets: [host],
      labels: {
        ...tenant.labels,
        __scheme__: scheme,
        __metrics_path__: `${path}/probe`,
        __param_tenant: tenant.name,
        __meta_contact_center_tenant: tenant.name,
        __meta_contact_center_platform: tenant.platform,
        __meta_contact_center_api: tenant.api,
      },
    }));
    response.set('cache-control', 'no-store').json(targets);
  };
}

/** The address that the client used, as it is one that reaches this exporter; the external URL knows its path. */
function addressOf({ headers, socket }: Request, externalUrl: URL | undefined, routePrefix: string) {
  const host = headers.host ?? `${socket.localAddress}:${socket.localPort}`;
  if (externalUrl && host === externalUrl.host)
    return {
      host,
      scheme: externalUrl.protocol.slice(0, -1),
      path: externalUrl.pathname.replace(/\/+$/, ''),
    };
  return { host, scheme: 'encrypted' in socket ? 'https' : 'http', path: routePrefix };
}
