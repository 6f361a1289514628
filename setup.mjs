// Installs what a fresh clone lacks, and says so while it does. Runs on any Node from 18 on, before anything else is there.
//   node setup.mjs                    the npm packages, the pinned Node among them
//   node setup.mjs --with-test-peers  also the real servers that the tests run against (Debian packages), and Grafana's
//                                     own packages that draw the dashboards (grafana/preview)
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Programs the tests start, and the Debian package that brings each. */
const TEST_PEERS = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  amtool: 'prometheus-alertmanager',
  'redis-server': 'redis-server',
  chromium: 'chromium',
  openssl: 'openssl',
};
/** Modules of Debian's own Python that the tests use, and the package that brings each: another Python may be first on the PATH. */
const PYTHON = '/usr/bin/python3';
const PYTHON_MODULES = { prometheus_client: 'python3-prometheus-client' };
/** What the last installation was made from; inside the folder it describes, so that both go together. */
const STAMP = 'node_modules/.installed-from';
/** The folder with a package.json of its own for what draws the dashboards: nothing else needs it. */
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
  const version = execFileSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' }).trim();
  if (Number(version.slice(1).split('.')[0]) < MINIMUM_NODE_MAJOR) {
    rmSync(STAMP);
    fail(`the npm package "node" brought ${version}, but ${MINIMUM_NODE_MAJOR} or newer is needed`);
  }
  say(`npm packages are installed, Node ${version} among them`);
}

/** Grafana's packages declare peers that their other packages have outgrown: npm has to overlook that. */
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
  say('what the tests run against is installed');
}

installPackages();
if (process.argv.includes('--with-test-peers')) {
  installTestPeers();
  installGrafanaPackages();
}
