// Removes from installed packages what a running program does not read: source maps, type declarations, and documents.
// Runs on Node.js 18 or newer, without packages; as a command in the image:
//   node tools/remove-unused-files.mjs node_modules dist
import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Licences stay, as they must accompany the code. */
const UNUSED =
  /(\.map|\.d\.[cm]?ts|\.[cm]?ts|\.md|\.markdown|\.flow|\.tsbuildinfo)$|^(readme|changelog|history)(\.(txt|rst))?$/i;
const LICENSE = /^(licen[cs]e|notice|copying)/i;

/** @param {string} folder */
export function removeUnusedFiles(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const entry = lstatSync(path);
    if (entry.isDirectory()) removeUnusedFiles(path);
    else if (UNUSED.test(name) && !LICENSE.test(name)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

const [, script, ...folders] = process.argv;
if (script && import.meta.url === pathToFileURL(script).href) folders.forEach(removeUnusedFiles);
