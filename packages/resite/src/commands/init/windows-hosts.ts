import { defined, ResiteError } from '@resite/errors';
import type { HostSettings } from '@resite/procedure';
import { connectHost } from '@resite/procedure/connect';
import { plainPath } from '../../plain-path.ts';
import { whileOpen } from '../while-open.ts';
import type { HostArgument } from './host-argument.ts';

export interface WindowsOptions {
  readonly windows?: readonly string[];
  readonly user?: string;
  readonly userPasswordFile?: string;
  readonly smb1?: boolean;
}

/** The running Windows computers at these addresses, each by the name that it says it has. */
export async function windowsHosts(
  signal: AbortSignal,
  { windows = [], user, userPasswordFile, smb1 }: WindowsOptions,
): Promise<HostArgument[]> {
  if (windows.length === 0) {
    if (user === undefined && userPasswordFile === undefined && smb1 === undefined) return [];
    throw new ResiteError('USAGE', '--user, --user-password-file and --smb1 are for --windows', {
      hint: 'Add --windows ADDRESS.',
    });
  }
  if (user === undefined || userPasswordFile === undefined) {
    throw new ResiteError('USAGE', '--windows needs --user and --user-password-file', {
      hint: 'The password is the first line of a file that only you can read: it is never typed in a command.',
    });
  }
  const password = { file: plainPath(userPasswordFile) };
  const named: HostArgument[] = [];
  for (const address of windows) {
    const protocol = smb1 === true ? ({ min: 'NT1' } as const) : undefined;
    const settings: HostSettings = { driver: 'windows', address, user, password, ...defined({ protocol }) };
    named.push({ name: await computerName(address, settings, signal), settings });
  }
  return named;
}

async function computerName(address: string, settings: HostSettings, signal: AbortSignal): Promise<string> {
  const { computerName: name } = await whileOpen(connectHost(address, settings), signal, host => host.identity());
  // names of computers have more characters than those in resite.yaml
  return name.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[._-]+/, '');
}
