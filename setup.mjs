// Installs what a fresh clone lacks, and prints each command before running it. Runs on Node.js 18 or newer, without packages.
//   node setup.mjs                    the npm packages, the pinned Node among them
//   node setup.mjs --with-test-peers  also the servers that the tests use (Debian packages), and Grafana's packages that
//                                     draw the dashboards (grafana/preview)
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Programs that the tests start, and the Debian package of each. */
const TEST_PEERS = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  amtool: 'prometheus-alertmanager',
  'redis-server': 'redis-server',
  chromium: 'chromium',
  openssl: 'openssl',
};
/** Modules of Debian's Python that the tests use, and the package of each: another Python may be first on the PATH. */
const PYTHON = '/usr/bin/python3';
const PYTHON_MODULES = { prometheus_client: 'python3-prometheus-client' };
/** Checksum of the lock file of the last installation; inside node_modules, so that both are deleted together. */
const STAMP = 'node_modules/.installed-from';
/** Folder with a package.json of its own for drawing the dashboards; nothing else needs those packages. */
const PREVIEW = 'grafana/preview';
const MINIMUM_NODE_MAJOR = 24;

const say = (text) => process.stderr.write(`setup: ${text}\n`);

function fail(text) {
  say(text);
  process.exit(1);
}

function run(command, args, env = {}) {
  say(`$ ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error || status !== 0)
    fail(`"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}`);
}

/** Installs the packages of a folder, unless those of its lock file are there. @returns whether it did. */
function installLocked(folder, announcement, options = []) {
  const lock = createHash('sha256')
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest('hex');
  const stamp = `${folder}/${STAMP}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return false;
  say(announcement);
  run('npm', ['ci', '--prefix', folder, '--loglevel=error', '--no-audit', '--no-fund', ...options]);
  writeFileSync(stamp, lock);
  return true;
}

function installPackages() {
  if (!installLocked('.', 'installing the npm packages (about half a minute, once) ...')) return;
  say('$ node_modules/.bin/node --version');
  const version = execFileSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' }).trim();
  if (Number(version.slice(1).split('.')[0]) < MINIMUM_NODE_MAJOR) {
    rmSync(STAMP);
    fail(`the npm package "node" brought ${version}, but ${MINIMUM_NODE_MAJOR} or newer is needed`);
  }
  say(`npm packages are installed, Node ${version} among them`);
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

installPackages();
if (process.argv.includes('--with-test-peers')) {
  installTestPeers();
  installGrafanaPackages();
}
