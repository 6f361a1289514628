import type { Request, RequestHandler } from 'express';
import type { WebConfigSource } from '../web-config.ts';

/** Access to pages that show more than the monitoring data: addresses, requests, bodies of failed responses. */

const REFUSED =
  'Forbidden: without basic_auth_users in the web configuration (--web.config.file), this page is served to this machine alone, under the name localhost\n';

/**
 * Passes authenticated requests. Without authentication in the web configuration, passes requests of this machine only:
 * over loopback, under a loopback name (a page of another site can reach a loopback address under a name of its own), and
 * not forwarded by a proxy.
 */
export function privateAccess(webConfig: WebConfigSource): RequestHandler {
  return (request, response, next) => {
    const { users, tls } = webConfig.current();
    const isAuthenticated = users.size > 0 || tls?.clientAuthType === 'RequireAndVerifyClientCert';
    if (isAuthenticated || isLocal(request)) next();
    else response.status(403).type('text/plain').send(REFUSED);
  };
}

const LOOPBACK_ADDRESS = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;
const LOOPBACK_HOST = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})(?::\d+)?$/i;
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

function isLocal({ socket, headers }: Request): boolean {
  return (
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') &&
    LOOPBACK_HOST.test(headers.host ?? '') &&
    FORWARDING_HEADERS.every((name) => headers[name] === undefined)
  );
}
