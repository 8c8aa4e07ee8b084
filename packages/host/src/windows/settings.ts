import { ResiteError } from '@resite/errors';

/** Versions of SMB as Samba names them, the oldest first. NT1 is SMB 1, the only one of Windows NT 3.51 and 4.0. */
export const smbProtocols = ['NT1', 'SMB2_02', 'SMB2_10', 'SMB3_00', 'SMB3_02', 'SMB3_11'] as const;

export type SmbProtocol = (typeof smbProtocols)[number];

export interface WindowsSettings {
  /** The name by which the configuration knows the host. */
  readonly name: string;
  /** Its name in DNS or NetBIOS, or its IPv4 address. */
  readonly address: string;
  /** `DOMAIN\USER`, or `USER` for an account of the computer itself. */
  readonly user: string;
  /** Asked each time a session begins. */
  readonly password: () => string | Promise<string>;
  /** Default from SMB2_02 to SMB3_11. SMB 1 is neither signed reliably nor encrypted: it is spoken only when `min` is NT1. */
  readonly protocol?: { readonly min?: SmbProtocol; readonly max?: SmbProtocol };
  /** Log on with NTLMv1, which can be cracked by who listens, as Windows NT before 4.0 SP4 needs it. Default false. */
  readonly ntlmV1?: boolean;
  /** Default 445; Windows NT 3.51 and 4.0 listen at 139. */
  readonly port?: number;
  /** How long the host may take for one answer, in milliseconds. Default 60 s. */
  readonly answerTimeout?: number;
  /** Command line of this computer that reaches the database of the host: see `commandDatabase`. */
  readonly databaseCommand?: string;
  /** Where it runs; default where this process is. */
  readonly databaseFolder?: string;
}

/** `CONFIG_INVALID` for settings that cannot be meant, or that the libraries would understand as more than what they are. */
export function checkSettings(settings: WindowsSettings): void {
  const { name, address, user, port } = settings;
  const { min, max } = protocolsOf(settings);
  const refuse = (fault: string) => {
    throw new ResiteError('CONFIG_INVALID', `the host ${name} cannot be reached: ${fault}`);
  };
  if (!/^[a-z0-9_](?:[a-z0-9_.-]{0,253}[a-z0-9_])?$/i.test(address))
    refuse(`${JSON.stringify(address)} is neither a computer name nor an IPv4 address`);
  if (!/^(?:[^\\/%"\x00-\x1f]{1,255}\\)?[^\\/%"\x00-\x1f]{1,255}$/.test(user))
    refuse(`${JSON.stringify(user)} is no user, such as DOMAIN\\USER`);
  for (const version of [min, max])
    if (!smbProtocols.includes(version)) refuse(`${JSON.stringify(version)} is none of ${smbProtocols.join(', ')}`);
  if (smbProtocols.indexOf(min) > smbProtocols.indexOf(max))
    refuse(`its oldest protocol, ${min}, is newer than ${max}`);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) refuse(`${port} is no port`);
}

export function protocolsOf({ protocol = {} }: WindowsSettings): { min: SmbProtocol; max: SmbProtocol } {
  return { min: protocol.min ?? 'SMB2_02', max: protocol.max ?? 'SMB3_11' };
}

/** The two parts of `DOMAIN\USER`; the domain is empty when there is none. */
export function splitUser(user: string): { domain: string; user: string } {
  const at = user.indexOf('\\');
  return { domain: user.slice(0, Math.max(at, 0)), user: user.slice(at + 1) };
}
