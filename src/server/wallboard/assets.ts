import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { RequestHandler } from 'express';

/** The page's own files, served as they are: no build, nothing from elsewhere. */
export interface Assets {
  /** Changes whenever a file does. */
  readonly version: string;
  /** Where a file is to be had: its address changes with its content, so that it may be kept for ever. */
  readonly url: (file: string) => string;
  /** Serves `/wallboard/assets/:version/:folder/:file`. */
  readonly serve: RequestHandler;
}

/** `shared` runs on the server too. */
const FOLDERS = ['browser', 'shared', 'style'] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Hexadecimal digits of the hash: enough never to meet again. */
const VERSION_LENGTH = 16;

export function loadAssets(): Assets {
  const files = new Map<string, Buffer>(
    FOLDERS.flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, import.meta.url))
        .filter((file) => extname(file) in TYPES)
        .sort()
        .map(
          (file) =>
            [`${folder}/${file}`, readFileSync(new URL(`${folder}/${file}`, import.meta.url))] as const,
        ),
    ),
  );
  const hash = createHash('sha256');
  for (const [path, content] of files) hash.update(`${path}\0${content.length}\0`).update(content);
  const version = hash.digest('hex').slice(0, VERSION_LENGTH);

  return {
    version,
    url: (file) => `/wallboard/assets/${version}/${file}`,
    serve: (request, response, next) => {
      const { folder, file } = request.params;
      const content = request.params.version === version ? files.get(`${folder}/${file}`) : undefined;
      if (!content) return next();
      response.set({
        'content-type': TYPES[extname(String(file))],
        'cache-control': 'public, max-age=31536000, immutable',
      });
      response.send(content);
    },
  };
}
