import { defined } from '@resite/errors';
import type { SmbProtocol, WindowsSettings } from '@resite/host/windows/settings';
import { readSecret } from './secret.ts';
import type { SecretReference } from './secret-source.ts';

/** A generation of SMB: NT1 is SMB 1, which Windows NT 3.51 and 4.0 speak. */
export type SmbGeneration = 'NT1' | 'SMB2' | 'SMB3';

/** How a running Windows computer is reached. */
export interface WindowsHostSettings {
  readonly driver: 'windows';
  /** Its name in DNS, or its IPv4 address. */
  readonly address: string;
  /** `DOMAIN\USER`, an administrator of that computer. */
  readonly user: string;
  readonly password: SecretReference;
  /** Default from SMB2 to SMB3. */
  readonly protocol?: { readonly min?: SmbGeneration; readonly max?: SmbGeneration };
  readonly ntlmV1?: boolean;
  readonly port?: number;
  /** Command line of this computer that asks the database of its site, and the folder in which it runs. */
  readonly databaseCommand?: string;
  readonly databaseFolder?: string;
  /** Seconds that one of its services may take to stop or to start. Default 180. */
  readonly serviceTimeout?: number;
  /** Minutes after which it starts its services by itself when nothing is heard of the run that has stopped them. Default 15. */
  readonly leaseMinutes?: number;
}

const oldest: Readonly<Record<SmbGeneration, SmbProtocol>> = { NT1: 'NT1', SMB2: 'SMB2_02', SMB3: 'SMB3_00' };
const newest: Readonly<Record<SmbGeneration, SmbProtocol>> = { NT1: 'NT1', SMB2: 'SMB2_10', SMB3: 'SMB3_11' };

/** What the driver wants to know. The password is read when a session begins, and never before. */
export function windowsSettings(name: string, settings: WindowsHostSettings): WindowsSettings {
  const { address, user, password, protocol = {}, ntlmV1, port, databaseCommand, databaseFolder } = settings;
  return {
    name,
    address,
    user,
    password: () => readSecret(password),
    protocol: { min: oldest[protocol.min ?? 'SMB2'], max: newest[protocol.max ?? 'SMB3'] },
    ...defined({ ntlmV1, port, databaseCommand, databaseFolder }),
  };
}
