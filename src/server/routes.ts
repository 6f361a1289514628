import { type RequestHandler, Router } from 'express';

/** A path, and what each of its methods does. */
export interface Route {
  /** As Express writes paths. */
  readonly path: string;
  /** `GET` serves `HEAD` too. */
  readonly methods: Readonly<Partial<Record<'GET' | 'POST', RequestHandler>>>;
}

/**
 * Serves the routes. On a path of theirs, `OPTIONS` names its methods, and every other method that it does not have is
 * 405; a path of nobody's is left to what comes next.
 */
export function routesOf(routes: readonly Route[]): Router {
  const router = Router();
  for (const { path, methods } of routes) {
    const { GET: get, POST: post } = methods;
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
