import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { RequestHandler } from 'express';

/** Static files of the wallboard, served without a build step. */
export interface Assets {
  /** Hash of all files. */
  readonly version: string;
  /** URL of a file of this folder, relative to the page. It contains the version, so browsers may cache it forever. */
  readonly url: (file: string) => string;
  /** Serves `/wallboard/assets/:version/*path`. */
  readonly serve: RequestHandler;
}

/** Served folders below `src`; relative imports between them keep working. `shared` also runs on the server. */
const FOLDERS = [
  'server/wallboard/browser',
  'server/wallboard/shared',
  'server/wallboard/style',
  'domain',
] as const;
const SOURCE_ROOT = new URL('../..', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Hexadecimal digits of the hash: 64 bits, enough to avoid collisions. */
const VERSION_LENGTH = 16;

export function loadAssets(): Assets {
  const files = new Map<string, Buffer>(
    FOLDERS.flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, SOURCE_ROOT))
        .filter((file) => extname(file) in TYPES)
        .sort()
        .map((file) => `${folder}/${file}`)
        .map((path) => [path, readFileSync(new URL(path, SOURCE_ROOT))] as const),
    ),
  );
  const hash = createHash('sha256');
  for (const [path, content] of files) hash.update(`${path}\0${content.length}\0`).update(content);
  const version = hash.digest('hex').slice(0, VERSION_LENGTH);

  return {
    version,
    url: (file) => `wallboard/assets/${version}/server/wallboard/${file}`,
    serve: (request, response, next) => {
      const { version: requested, path = [] } = request.params;
      const file = Array.isArray(path) ? path.join('/') : path;
      const content = requested === version ? files.get(file) : undefined;
      if (!content) return next();
      response.set({
        'content-type': TYPES[extname(file)],
        'cache-control': 'public, max-age=31536000, immutable',
      });
      response.send(content);
    },
  };
}
