import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defined } from '@resite/errors';
import { protocolsOf, splitUser, type WindowsSettings } from '../settings.ts';

export interface PrivateFolder {
  readonly path: string;
  /** Samba's libraries read it by themselves in the home of who uses them. */
  readonly configurationFile: string;
  remove(): Promise<void>;
}

/** The home of a process that uses Samba's libraries, so that they find no configuration but this, and leave what they keep in it. */
export async function makePrivateFolder(settings: WindowsSettings, port: number): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'resite-smb-'));
  const configurationFile = join(path, '.smb', 'smb.conf');
  await mkdir(dirname(configurationFile), { mode: 0o700 });
  await writeFile(configurationFile, clientConfiguration(settings, { folder: path, port }), { mode: 0o600 });
  return { path, configurationFile, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** smb.conf(5). It holds no secret. */
function clientConfiguration(settings: WindowsSettings, { folder, port }: { folder: string; port: number }): string {
  const { ntlmV1 = false, user } = settings;
  const { min, max } = protocolsOf(settings);
  const old = min === 'NT1';
  const parameters = defined({
    workgroup: splitUser(user).domain || undefined,
    'lock directory': folder,
    'private dir': folder,
    'state directory': folder,
    'cache directory': folder,
    'ncalrpc dir': folder,
    'log level': '0',
    'name resolve order': 'host',
    'client min protocol': min,
    'client max protocol': max,
    'client ipc min protocol': min,
    'client ipc max protocol': max,
    // a computer that speaks nothing but SMB 1 may not be able to sign
    'client signing': old ? 'auto' : 'required',
    'client ipc signing': old ? 'auto' : 'required',
    'client ntlmv2 auth': ntlmV1 ? 'no' : 'yes',
    'client lanman auth': ntlmV1 ? 'yes' : 'no',
    'client use spnego': ntlmV1 ? 'no' : 'yes',
    'client use kerberos': 'off',
    'smb ports': String(port),
    // so that the bits of a Unix mode stand for the attributes
    'map hidden': 'yes',
    'map system': 'yes',
    'map archive': 'yes',
  });
  const lines = Object.entries(parameters).map(([name, value]) => `${name} = ${value}\n`);
  return `[global]\n${lines.join('')}`;
}
