// Installs what a fresh clone lacks, and prints each command before running it. Runs on Node.js 18 or newer, without packages.
//   node setup.mjs                     the packages that the exporter runs with, and Node.js 24 where this one is older
//   node setup.mjs --with-development  every npm package of the project, the pinned Node among them
//   node setup.mjs --with-test-peers   also the servers that the tests use (Debian packages), and Grafana's packages that
//                                      draw the dashboards (grafana/preview)
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeUnusedFiles } from './tools/remove-unused-files.mjs';

/** Programs that the tests start, and the Debian package of each. */
const TEST_PEERS = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  amtool: 'prometheus-alertmanager',
  'redis-server': 'redis-server',
  chromium: 'chromium',
  curl: 'curl',
  openssl: 'openssl',
  'systemd-analyze': 'systemd',
};
/** Modules of Debian's Python that the tests use, and the package of each: another Python may be first on the PATH. */
const PYTHON = '/usr/bin/python3';
const PYTHON_MODULES = { prometheus_client: 'python3-prometheus-client' };
/** Checksum of the lock file of the last installation; inside node_modules, so that both are deleted together. */
const STAMP = 'node_modules/.installed-from';
/** Files that pictures need, and the package of each: a simulated queue has an emoji in its name. */
const FONTS = { '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf': 'fonts-noto-color-emoji' };
/** Folder with a package.json of its own for drawing the dashboards; nothing else needs those packages. */
const PREVIEW = 'grafana/preview';
const MINIMUM_NODE_MAJOR = 24;
const NPM_CI = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
/** In the stamp, after the checksum: development packages were left out. */
const PRODUCTION = 'production';

const say = (text) => process.stderr.write(`setup: ${text}\n`);

/** @returns {never} */
function fail(text) {
  say(text);
  process.exit(1);
}

/** Options of a program that writes where this one does; npm is a script on Windows. */
const SPAWN = { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' };

function announce(command, args) {
  say(`$ ${command} ${args.join(' ')}`);
}

function check(command, args, { status, error }) {
  if (error || status !== 0)
    fail(`"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}`);
}

function run(command, args) {
  announce(command, args);
  check(command, args, spawnSync(command, args, SPAWN));
}

async function runAsync(command, args) {
  announce(command, args);
  const [status, error] = await once(spawn(command, args, SPAWN), 'close').catch((error) => [1, error]);
  check(command, args, { status, error: error instanceof Error ? error : undefined });
}

/** Checksum of the lock file of a folder. */
function lockOf(folder) {
  return createHash('sha256')
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest('hex');
}

/** What the stamp of a folder holds: the checksum, and after it what was left out. */
function stampOf(folder) {
  const stamp = `${folder}/${STAMP}`;
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
}

/** Installs the packages of a folder, unless those of its lock file are there. @returns whether it did. */
function installLocked(folder, announcement, options = []) {
  const lock = lockOf(folder);
  if (stampOf(folder) === lock) return false;
  say(announcement);
  run('npm', [...NPM_CI, '--prefix', folder, ...options]);
  writeFileSync(`${folder}/${STAMP}`, lock);
  return true;
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}

/** Checks the Node.js that npm scripts of this folder run with. @returns its version. */
function checkNode() {
  say('$ node_modules/.bin/node --version');
  const version = execFileSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' }).trim();
  if (majorOf(version) >= MINIMUM_NODE_MAJOR) return version;
  rmSync(STAMP, { force: true });
  return fail(`the npm package "node" brought ${version}, but ${MINIMUM_NODE_MAJOR} or newer is needed`);
}

function installPackages() {
  if (!installLocked('.', 'installing all npm packages (about half a minute, once) ...')) return;
  say(`npm packages are installed, Node ${checkNode()} among them`);
}

/**
 * Installs what `npm start` needs: the packages of a production installation. The package "node" is for development, as an
 * installed exporter brings no Node.js of its own; where this one is too old, its program alone is fetched.
 */
async function installProductionPackages() {
  const lock = lockOf('.');
  if ([lock, `${lock} ${PRODUCTION}`].includes(stampOf('.'))) return;
  say('installing the npm packages of the exporter (some seconds, once) ...');
  const isCurrent = majorOf(process.version) >= MINIMUM_NODE_MAJOR;
  // At the same time: the one waits for the network, the other for the processor.
  const node = isCurrent ? undefined : downloadNode();
  await runAsync('npm', [...NPM_CI, '--omit=dev', '--ignore-scripts']);
  removeUnusedFiles('node_modules');
  if (node !== undefined) unpackNode(await node);
  say(`npm packages are installed; running with Node ${isCurrent ? process.version : checkNode()}`);
  writeFileSync(STAMP, `${lock} ${PRODUCTION}`);
}

/** The program of Node.js in its npm package. */
const NODE_PROGRAM = process.platform === 'win32' ? 'node.exe' : 'node';

/** Downloads the pinned Node.js. @returns the archive, in a folder of its own. */
async function downloadNode() {
  const { version } = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages['node_modules/node'];
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  await runAsync('npm', ['pack', `${name}@${version}`, '--pack-destination', folder, '--silent']);
  return { folder, archive: join(folder, `${name}-${version}.tgz`) };
}

/** Puts the program, without headers and documents, where npm scripts find it first. */
function unpackNode({ folder, archive }) {
  const target = 'node_modules/.node';
  mkdirSync(target, { recursive: true });
  mkdirSync('node_modules/.bin', { recursive: true });
  run('tar', ['-xzf', archive, '-C', target, '--strip-components=2', `package/bin/${NODE_PROGRAM}`]);
  rmSync(folder, { recursive: true });
  symlinkSync(`../.node/${NODE_PROGRAM}`, `node_modules/.bin/${NODE_PROGRAM}`);
}

/** Grafana's packages declare outdated peer dependencies, which npm must ignore. */
function installGrafanaPackages() {
  const announcement = `installing Grafana's packages in ${PREVIEW} (a minute or two, once) ...`;
  if (installLocked(PREVIEW, announcement, ['--legacy-peer-deps'])) say("Grafana's packages are installed");
}

function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function canImport(module) {
  return spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;
}

function missingTestPeers() {
  return Object.fromEntries([
    ...Object.entries(TEST_PEERS).filter(([program]) => !isInstalled(program)),
    ...Object.entries(PYTHON_MODULES).filter(([module]) => !canImport(module)),
    ...Object.entries(FONTS).filter(([file]) => !existsSync(file)),
  ]);
}

function installTestPeers() {
  const peers = missingTestPeers();
  const missing = Object.keys(peers);
  if (missing.length === 0) return;
  const packages = [...new Set(Object.values(peers))];
  if (!isInstalled('apt-get')) {
    fail(
      `the tests need ${missing.join(', ')} on the PATH; install them, or run the tests on Debian or Ubuntu`,
    );
  }
  say(`installing ${packages.join(', ')} for the tests (a minute or two, once) ...`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const aptGet = (...args) => {
    // RUNLEVEL=1 keeps Debian from starting the servers as services: the tests start their own.
    const words = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get', '-qq', ...args];
    run(words[0], words.slice(1));
  };
  aptGet('update');
  aptGet('install', '-y', '--no-install-recommends', ...packages);
  const stillMissing = Object.keys(missingTestPeers());
  if (stillMissing.length > 0)
    fail(`${packages.join(', ')} installed, but ${stillMissing.join(', ')} still cannot be used`);
  say('test servers are installed');
}

const wantsTestPeers = process.argv.includes('--with-test-peers');
if (wantsTestPeers || process.argv.includes('--with-development')) installPackages();
else await installProductionPackages();
if (wantsTestPeers) {
  installTestPeers();
  installGrafanaPackages();
}
