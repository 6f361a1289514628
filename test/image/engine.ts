import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProcess, startProcess } from '../support/process.ts';

/** What the check of the image needs from a container engine: Docker, or buildah, which needs no service. */
export interface Engine {
  readonly name: 'docker' | 'buildah';
  readonly canPull: (image: string) => boolean;
  readonly build: (tag: string, context: string, options: readonly string[]) => void;
  readonly labels: (tag: string) => Readonly<Record<string, string>>;
  /** Folder with the files of the image. */
  readonly files: (tag: string) => string;
  /** Starts a command with a read-only root and as a user that the image does not know, without capabilities. */
  readonly start: (tag: string, command: readonly string[]) => RunningProcess;
  readonly close: () => void;
}

/** A user that no image has. */
const USER = '4242:4242';
const works = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;

/** @throws Error without Docker and buildah: the check was asked for. */
export function findEngine(): Engine {
  if (works('docker', 'info')) return docker();
  if (works('buildah', '--version')) return buildah();
  throw new Error('neither Docker nor buildah can be used; install one, such as: apt-get install buildah');
}

function docker(): Engine {
  const run = (...args: readonly string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  return {
    name: 'docker',
    canPull: (image) => works('docker', 'pull', '-q', image),
    build: (tag, context, options) =>
      void execFileSync('docker', ['build', '-q', '-t', tag, ...options, context], {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DOCKER_BUILDKIT: '1' },
      }),
    labels: (tag) => JSON.parse(run('inspect', '--format', '{{json .Config.Labels}}', tag)),
    files: (tag) => {
      const folder = mkdtempSync(join(tmpdir(), 'image-'));
      const container = run('create', tag);
      execFileSync('sh', ['-c', `docker export ${container} | tar -x -C ${folder}`]);
      run('rm', container);
      return folder;
    },
    start: (tag, command) => {
      const safe = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', `--user=${USER}`];
      return startProcess('docker', ['run', '--rm', '--init', '--network=host', ...safe, tag, ...command]);
    },
    close: () => {},
  };
}

function buildah(): Engine {
  const storage = mkdtempSync(join(tmpdir(), 'buildah-'));
  const env = { ...process.env, STORAGE_DRIVER: 'overlay', BUILDAH_ISOLATION: 'chroot' };
  const words = ['--root', join(storage, 'root'), '--runroot', join(storage, 'run')];
  const run = (...args: readonly string[]) =>
    execFileSync('buildah', [...words, ...args], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 2],
    }).trim();
  const files = (tag: string) => run('mount', run('from', tag));
  const succeeds = (...args: readonly string[]) =>
    spawnSync('buildah', [...words, ...args], { env }).status === 0;
  const readOnly = join(storage, 'read-only');
  return {
    name: 'buildah',
    canPull: (image) => succeeds('pull', '-q', image),
    build: (
      tag,
      context,
      options, // The format of OCI images has no health check.
    ) => void run('bud', '-q', '--format=docker', '-t', tag, ...options, context),
    labels: (tag) => JSON.parse(run('inspect', '--type', 'image', tag)).OCIv1.config.Labels,
    files,
    start: (tag, command) => {
      const { Entrypoint } = JSON.parse(run('inspect', '--type', 'image', tag)).OCIv1.config;
      mkdirSync(readOnly, { recursive: true });
      execFileSync('mount', ['--bind', files(tag), readOnly]);
      execFileSync('mount', ['-o', 'remount,bind,ro', readOnly]);
      // A user that is not root has no capabilities.
      const [program, ...args] = [...Entrypoint, ...command];
      return startProcess('chroot', [`--userspec=${USER}`, readOnly, `/usr/local/bin/${program}`, ...args]);
    },
    close: () => {
      works('umount', readOnly);
      succeeds('rm', '--all');
      succeeds('rmi', '--all', '--force');
      works('rm', '-rf', storage);
    },
  };
}
