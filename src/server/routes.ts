import { type RequestHandler, Router } from 'express';
import type { Requirement } from './access/roles.ts';

/** A path with the handlers of its methods. */
export interface Route {
  /** Path in the syntax of Express. */
  readonly path: string;
  /** `GET` serves `HEAD` too. */
  /** Who may use it, whatever the method. */
  readonly requires: Requirement;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST', RequestHandler | RequestHandler[]>>>;
}

/**
 * Creates a router. On a known path, `OPTIONS` returns the allowed methods and a method without a handler is 405; unknown
 * paths are passed to the next handler. `guard` comes before all of them.
 */
export function routesOf(
  routes: readonly Route[],
  guard: (requirement: Requirement) => RequestHandler = () => (_request, _response, next) => next(),
): Router {
  const router = Router();
  for (const { path, requires, methods } of routes) {
    const { GET: get, POST: post } = methods;
    router.all(path, guard(requires));
    router.all(
      path,
      rejectOtherMethods([...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : []), 'OPTIONS']),
    );
    if (get) router.get(path, get);
    if (post) router.post(path, post);
  }
  return router;
}

function rejectOtherMethods(methods: readonly string[]): RequestHandler {
  const allow = methods.join(', ');
  return ({ method }, response, next) => {
    if (method === 'OPTIONS') {
      response.status(204).set('allow', allow).end();
    } else if (methods.includes(method)) {
      next();
    } else {
      response.status(405).set('allow', allow).type('text/plain').send(`Method not allowed; use ${allow}\n`);
    }
  };
}
