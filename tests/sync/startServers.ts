import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fetchMoto } from '../../build/scripts/fetchMoto.mjs';

export const accessKey = 'AKIACUBICLETEST';
/** What must be seen nowhere but on the line to the server. */
export const secret = 'canary-7Zq0-not-to-be-seen';

export type TestServer = { port: number; folder: string; stop(): Promise<void> };

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Why the server cannot be started here, in words; null when it can. */
export const noRclone = onPath('rclone') ? null : 'rclone is not installed: nothing is sent to a WebDAV server here';

const moto = await fetchMoto();
export const noMoto = 'python' in moto ? null : `${moto.missing}: nothing is sent to an S3 server`;

export async function startWebdav(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-webdav-'));
  const port = await freePort();
  const args = [
    'serve',
    'webdav',
    folder,
    '--addr',
    `127.0.0.1:${port}`,
    '--user',
    'lab',
    '--pass',
    secret,
    '--dir-cache-time',
    '0',
  ];
  const child = spawn('rclone', args, { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '', HOME: folder } });
  return serverOf(child, port, folder);
}

/** An S3 server whose keys are not checked: that is the proxy's to play. */
export async function startS3(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-s3-'));
  const port = await freePort();
  const child = spawn(
    'python' in moto ? moto.python : '',
    ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    {
      stdio: 'ignore',
      cwd: folder,
    },
  );
  return serverOf(child, port, folder);
}

/** The folder of PostgreSQL's own programs, which are not on the path. */
const postgresFolder = (): string | null => {
  const root = '/usr/lib/postgresql';
  const version = existsSync(root) ? readdirSync(root).sort().at(-1) : undefined;
  return version === undefined ? null : join(root, version, 'bin');
};
export const noPostgres =
  postgresFolder() === null ? 'postgresql is not installed: nothing is sent to a database here' : null;

/** A database server of its own, as a user who is not root, since it refuses to be. */
export async function startPostgres(): Promise<TestServer> {
  const bin = postgresFolder() ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-pg-'));
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const as = (program: string, args: string[]): [string, string[]] =>
    isRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(bin, program), ...args]]
      : [join(bin, program), args];
  const data = join(folder, 'data');
  mkdirSync(data);
  if (isRoot) execFileSync('chown', ['-R', 'postgres:postgres', folder]);
  const passwordFile = join(folder, 'password');
  execFileSync('sh', ['-c', `printf %s '${secret}' > ${passwordFile}; chmod 644 ${passwordFile}`]);
  execFileSync(
    ...as('initdb', [
      '-D',
      data,
      '-U',
      'lab',
      '--pwfile',
      passwordFile,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--no-sync',
    ]),
    {
      stdio: 'ignore',
    },
  );
  const options = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const child = spawn(...as('postgres', options), { stdio: 'ignore' });
  return serverOf(child, port, folder, 'SIGINT');
}

async function serverOf(
  child: ChildProcess,
  port: number,
  folder: string,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<TestServer> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let isGone = false;
  void gone.then(() => (isGone = true));
  while (!(await answers(port))) if (isGone) throw new Error(`the server at port ${port} has ended`);
  return {
    port,
    folder,
    async stop() {
      child.kill(signal);
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean) => {
      socket.destroy();
      setTimeout(() => resolve(is), is ? 0 : 50);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
