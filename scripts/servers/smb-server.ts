import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { untilReady } from './child.ts';
import { claimLoopbackAddress } from './loopback-address.ts';
import { startInNamespace } from './namespace.ts';
import { portOf, type SmbServerKind, serverFolders, smbConfiguration } from './smb-configuration.ts';

export interface SmbServerOptions {
  /** Default `today`. */
  readonly kind?: SmbServerKind;
  /** Default one that nobody has. */
  readonly address?: string;
  /** Default BRANCH1. */
  readonly computerName?: string;
  /** Letters of drives, with a subfolder each. Default C. */
  readonly drives?: readonly string[];
  /** Added to the part `[global]` of its configuration. */
  readonly lines?: readonly string[];
}

/** What is to know of a server. */
export interface SmbServerSettings {
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
}

export interface SmbServer extends SmbServerSettings {
  stop(): Promise<void>;
}

const password = 'Pass word/11%';

/**
 * A private smbd that listens. It and the helpers that it makes daemons of live in a process namespace of their own, so that all of them
 * end together, and with this process, however that ends. Needs root. What it keeps is below the folder, which may be used again.
 */
export async function startSmbServer(folder: string, options: SmbServerOptions = {}): Promise<SmbServer> {
  const claim = await claimLoopbackAddress(options.address);
  const settings = setUpSmbServer(folder, claim.address, options);
  const child = startInNamespace(smbdCommand(settings));
  await untilReady(child, () => smbServerAnswers(settings));
  return {
    ...settings,
    async stop() {
      await child.stop();
      await claim.release();
    },
  };
}

/** Makes the folder what smbd starts from. */
export function setUpSmbServer(folder: string, address: string, options: SmbServerOptions = {}): SmbServerSettings {
  const { kind = 'today', computerName = 'BRANCH1', drives = ['C'], lines = [] } = options;
  const [domain, user] = ['BRANCHDOM', 'root'];
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
  const isNew = !existsSync(join(folder, serverFolders['private dir'], 'passdb.tdb'));
  tool('smbpasswd', ['-s', '-a', user], `${password}\n${password}\n`);
  if (isNew) {
    const administrators = ['sid=S-1-5-32-544', 'unixgroup=root', 'type=builtin', 'ntgroup=Administrators'];
    tool('net', ['groupmap', 'add', ...administrators]);
  }
  return { kind, address, port: portOf(kind), computerName, domain, user, password, folder, configurationFile, tool };
}

export function smbdCommand({ configurationFile }: SmbServerSettings): string[] {
  return ['/usr/sbin/smbd', '--configfile', configurationFile, '--foreground', '--no-process-group'];
}

export function smbServerAnswers({ address, port }: SmbServerSettings): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(undefined));
  });
}
