import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, startChild, untilReady } from './child.ts';

export interface SftpServer {
  readonly port: number;
  readonly user: string;
  /** A private key that is let in. */
  readonly keyFile: string;
  /** Names the key of the server. */
  readonly knownHostsFile: string;
  /** `sftp://user@127.0.0.1:PORT/` and an absolute path. */
  location(path: string): string;
  stop(): Promise<void>;
}

/** A private sshd that lets in whoever runs the tests, with its keys in the folder. `lines` are added to its configuration. */
export async function startSftpServer(folder: string, lines: readonly string[] = []): Promise<SftpServer> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string) => join(folder, name);
  for (const name of ['host_key', 'user_key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', at(name)]);
  writeFileSync(at('authorized_keys'), readFileSync(at('user_key.pub')), { mode: 0o600 });
  const port = await freePort();
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(at('host_key.pub'), 'utf8')}`);
  const config = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${at('host_key')}`,
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 100',
    'Subsystem sftp internal-sftp',
    ...lines,
  ];
  writeFileSync(at('sshd_config'), `${config.join('\n')}\n`);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = startChild('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')]);
  await untilReady(child, () => answers(port));
  const { username: user } = userInfo();
  return {
    port,
    user,
    keyFile: at('user_key'),
    knownHostsFile: at('known_hosts'),
    location: path => `sftp://${user}@127.0.0.1:${port}/${path}`,
    stop: () => child.stop(),
  };
}

function answers(port: number): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => socket.destroy());
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(socket.bytesRead > 0 || undefined));
  });
}
