import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Files of a base image for where registries cannot be reached: this machine's Node.js, npm and C library, and busybox.
 * It has the layout of the official image, on another system than Alpine Linux.
 * @returns a folder to build the image from.
 */
export function standInFiles(): string {
  const root = mkdtempSync(join(tmpdir(), 'stand-in-'));
  for (const folder of [
    'bin',
    'tmp',
    'etc/ssl/certs',
    'root',
    'proc',
    'sys',
    'dev',
    'run',
    'usr/bin',
    'usr/local/bin',
    'usr/local/lib',
  ])
    mkdirSync(join(root, folder), { recursive: true });
  copyBusybox(root);
  copyWithLibraries(root, process.execPath, 'usr/local/bin/node');
  const bindings = readdirSync('node_modules/@node-rs').find((name) => name.startsWith('bcrypt-linux')) ?? '';
  const native = join('node_modules/@node-rs', bindings);
  const file = readdirSync(native).find((name) => name.endsWith('.node')) ?? '';
  for (const library of libraries(join(native, file))) copyLibrary(root, library);

  const npm = dirname(
    dirname(
      execFileSync('readlink', ['-f', execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()], {
        encoding: 'utf8',
      }).trim(),
    ),
  );
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  cpSync('/etc/ssl/certs/ca-certificates.crt', join(root, 'etc/ssl/certs/ca-certificates.crt'));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  writeFileSync(
    join(root, 'Containerfile'),
    'FROM scratch\nCOPY . /\nENV PATH=/usr/local/bin:/bin:/usr/bin\n',
  );
  execFileSync('chmod', ['1777', join(root, 'tmp')]);
  return root;
}

/** The shell and the commands that the Dockerfile uses, from Debian's package without libraries. */
function copyBusybox(root: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'busybox-'));
  execFileSync('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', 'busybox-static'], {
    cwd: folder,
  });
  const [archive = ''] = readdirSync(folder);
  execFileSync('dpkg-deb', ['-x', join(folder, archive), join(folder, 'files')]);
  cpSync(join(folder, 'files/bin/busybox'), join(root, 'bin/busybox'));
  rmSync(folder, { recursive: true });
  for (const command of ['sh', 'rm', 'mkdir', 'chown', 'sleep', 'echo', 'sed', 'kill', 'env'])
    symlinkSync('busybox', join(root, 'bin', command));
  symlinkSync('/bin/env', join(root, 'usr/bin/env'));
}

function libraries(program: string): readonly string[] {
  return execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
}

function copyLibrary(root: string, path: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  copyFileSync(path, join(root, path));
}

function copyWithLibraries(root: string, program: string, to: string): void {
  copyFileSync(program, join(root, to));
  for (const library of libraries(program)) copyLibrary(root, library);
}
