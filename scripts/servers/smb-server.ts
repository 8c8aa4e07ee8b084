import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Child, startChild, untilReady } from './child.ts';
import { claimLoopbackAddress } from './loopback-address.ts';
import { portOf, type SmbServerKind, serverFolders, smbConfiguration } from './smb-configuration.ts';

export interface SmbServerOptions {
  /** Default `today`. */
  readonly kind?: SmbServerKind;
  /** Default one that nobody has. */
  readonly address?: string;
  /** Letters of drives, with a subfolder each. Default C. */
  readonly drives?: readonly string[];
  /** Added to the part `[global]` of its configuration. */
  readonly lines?: readonly string[];
}

export interface SmbServer {
  readonly kind: SmbServerKind;
  readonly address: string;
  readonly port: number;
  readonly computerName: string;
  readonly domain: string;
  /** May do everything. */
  readonly user: string;
  readonly password: string;
  /** Its subfolders `C`, `D` … are the drives. */
  readonly folder: string;
  /** For Samba's own tools. */
  readonly configurationFile: string;
  /** What one of Samba's own tools prints; all but `pdbedit` and `smbpasswd` log on at the server. */
  tool(
    command: 'net' | 'smbclient' | 'smbcacls' | 'pdbedit' | 'smbpasswd',
    args: readonly string[],
    input?: string,
  ): string;
  stop(): Promise<void>;
}

const password = 'Pass word/11%';

/**
 * A private smbd that listens. It and the helpers that it makes daemons of live in a process namespace of their own, so that all of them
 * end together, and with this process, however that ends. Needs root. What it keeps is below the folder, which may be used again.
 */
export async function startSmbServer(folder: string, options: SmbServerOptions = {}): Promise<SmbServer> {
  const { kind = 'today', drives = ['C'], lines = [] } = options;
  const claim = await claimLoopbackAddress(options.address);
  const { address } = claim;
  const port = portOf(kind);
  const [computerName, domain, user] = ['BRANCH1', 'BRANCHDOM', 'root'];
  for (const below of [...Object.values(serverFolders), ...drives])
    mkdirSync(join(folder, below), { recursive: true, mode: 0o755 });
  const configurationFile = join(folder, 'smb.conf');
  writeFileSync(configurationFile, smbConfiguration({ folder, address, kind, computerName, domain, drives, lines }));

  const tool: SmbServer['tool'] = (command, args, input = '') => {
    const asUser = [`--user=${user}%${password}`];
    const logins = { net: asUser, smbclient: asUser, smbcacls: asUser, pdbedit: [], smbpasswd: [] };
    const configuration = command === 'smbpasswd' ? ['-c', configurationFile] : [`--configfile=${configurationFile}`];
    return execFileSync(command, [...configuration, ...logins[command], ...args], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };
  tool('smbpasswd', ['-s', '-a', user], `${password}\n${password}\n`);

  const smbd = ['/usr/sbin/smbd', '--configfile', configurationFile, '--foreground', '--no-process-group'];
  const child = startChild('unshare', ['--pid', '--fork', '--kill-child', ...smbd]);
  await untilReady(child, () => answers(address, port));
  return {
    kind,
    address,
    port,
    computerName,
    domain,
    user,
    password,
    folder,
    configurationFile,
    tool,
    async stop() {
      await endNamespace(child);
      await claim.release();
    },
  };
}

/** `unshare` ends when its child has, the first process of the namespace, and that when all others have. */
async function endNamespace({ process: unshare }: Child): Promise<void> {
  if (unshare.exitCode !== null || unshare.signalCode !== null) return;
  const [first] = readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8').split(' ');
  process.kill(Number(first), 'SIGKILL');
  await once(unshare, 'exit');
}

function answers(address: string, port: number): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(undefined));
  });
}
