import { join } from 'node:path';

/**
 * How a computer speaks: `nt4` as Windows NT 4.0 does (SMB 1 at port 139, NTLMv1, no signing), `today` as one of today (SMB 3, signed),
 * `encrypted` as `today`, and lets in only who encrypts.
 */
export type SmbServerKind = 'nt4' | 'today' | 'encrypted';

export const smbServerKinds: readonly SmbServerKind[] = ['nt4', 'today', 'encrypted'];

/** Folders that smbd wants of its own, by the parameter that names each. */
export const serverFolders = {
  'private dir': 'private',
  'lock directory': 'lock',
  'state directory': 'state',
  'cache directory': 'cache',
  'pid directory': 'pid',
  'ncalrpc dir': 'ncalrpc',
  'binddns dir': 'binddns',
};

const kinds: Record<SmbServerKind, Record<string, string>> = {
  nt4: {
    'server max protocol': 'NT1',
    'server min protocol': 'NT1',
    'server signing': 'disabled',
    'ntlm auth': 'ntlmv1-permitted',
    'smb ports': '139',
    'disable netbios': 'no',
    'unix extensions': 'no',
    // for Samba's own tools, which read the same file
    'client min protocol': 'NT1',
    'client ipc min protocol': 'NT1',
    // smbd 4.17 panics on quick reads of SMB 1 otherwise
    'aio read size': '0',
    'aio write size': '0',
  },
  today: { 'server min protocol': 'SMB3_00', 'server signing': 'mandatory', 'smb ports': '445' },
  encrypted: { 'server min protocol': 'SMB3_11', 'server smb encrypt': 'required', 'smb ports': '445' },
};

export function portOf(kind: SmbServerKind): number {
  return Number(kinds[kind]['smb ports']);
}

export interface ServerConfiguration {
  readonly folder: string;
  readonly address: string;
  readonly kind: SmbServerKind;
  readonly computerName: string;
  readonly domain: string;
  /** Each is shared with its `$`. */
  readonly drives: readonly string[];
  readonly lines: readonly string[];
}

/** The text of a smb.conf. */
export function smbConfiguration(options: ServerConfiguration): string {
  const { folder, address, kind, computerName, domain, drives, lines } = options;
  const globals: Record<string, string> = {
    workgroup: domain,
    'netbios name': computerName,
    'server role': 'standalone server',
    ...Object.fromEntries(Object.entries(serverFolders).map(([name, below]) => [name, join(folder, below)])),
    'log file': join(folder, 'log'),
    interfaces: `${address}/8`,
    'bind interfaces only': 'yes',
    'disable netbios': 'yes',
    'disable spoolss': 'yes',
    'load printers': 'no',
    'map to guest': 'never',
    // Windows does not wait a second for whoever has a file open
    'defer sharing violations': 'no',
    ...kinds[kind],
  };
  const share = (drive: string) => ({
    path: join(folder, drive),
    'read only': 'no',
    'admin users': 'root',
    'store dos attributes': 'yes',
    'case sensitive': 'no',
    'map archive': 'no',
    'map readonly': 'no',
    'ea support': 'yes',
  });
  return [...section('global', globals), ...lines, ...drives.flatMap(drive => section(`${drive}$`, share(drive)))].join(
    '\n',
  );
}

function section(name: string, parameters: Record<string, string>): string[] {
  return [`[${name}]`, ...Object.entries(parameters).map(([parameter, value]) => `${parameter} = ${value}`)];
}
