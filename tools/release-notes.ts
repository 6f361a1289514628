/** Prints the notes of the version in package.json, for the release on GitHub. */

import { readFileSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { notesOf } from './changelog.ts';

const notes = notesOf(readFileSync('CHANGELOG.md', 'utf8'), packageJson.version);
if (notes === undefined) throw new Error(`CHANGELOG.md has no section for ${packageJson.version}`);
process.stdout.write(`${notes}\n`);
