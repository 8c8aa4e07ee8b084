import { isResiteError } from '@resite/errors';
import type { CommandResult } from '@resite/host';
import { readString } from '@resite/registry/values';
import { runClientSetup } from '../client/client-setup.ts';
import { netCardId } from '../client/net-card.ts';
import { knownPlatform } from '../sms/platform.ts';
import { identification, identificationKey, readBuild, setupKey, setupVersion } from '../sms/registry-keys.ts';
import type { Machine } from './machine.ts';

/** RUNSMS.BAT on the site server itself, from its local path: the share may not be there yet. */
export async function setUpSiteServer(machine: Machine, logonServer: string): Promise<CommandResult> {
  const { computerName, domain, platform } = machine.identity;
  const siteCode = machine.registry.value(identificationKey, identification.siteCode);
  if (siteCode === undefined) {
    return { exitCode: 1, output: 'Unable to determine the site of this logon server.\r\n' };
  }
  try {
    const { output } = await runClientSetup({
      computerName,
      netCardId: netCardId(computerName),
      siteCode: readString(siteCode),
      domain,
      server: computerName,
      logonServer,
      folder: machine.folder,
      build: readBuild(machine.registry.value(setupKey, setupVersion)),
      platform: knownPlatform(platform),
    });
    return { exitCode: 0, output: `${output.join('\r\n')}\r\n` };
  } catch (error) {
    if (!isResiteError(error, 'COMMAND_FAILED')) throw error;
    return { exitCode: 1, output: `${error.message}\r\n` };
  }
}
