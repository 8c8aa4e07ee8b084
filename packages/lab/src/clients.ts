import { ResiteError } from '@resite/errors';
import { type LabClient, setUpClients } from './client/set-up-clients.ts';
import { labSite, machineName, readLab } from './lab-file.ts';
import { networkFolder } from './machine/network.ts';

/**
 * Lets new clients log on at the site's server, or at another logon server of it: each takes an SMS ID from its UID file and leaves its first inventory.
 * `HOST_DOWN` when the server is off or has no share SMS_SHR.
 */
export async function joinClients(folder: string, siteCode: string, count: number, at?: string): Promise<LabClient[]> {
  const lab = await readLab(folder);
  const site = labSite(lab, siteCode);
  const machine = at === undefined ? site.machine : machineName(lab, at);
  const unc = `\\\\${lab.machines[machine]!.computerName}\\SMS_SHR`;
  const logonServer = await networkFolder(folder, Object.keys(lab.machines), unc).catch((error: Error) => {
    throw new ResiteError('HOST_DOWN', `clients cannot log on at site ${site.code}: ${error.message}`, {
      hint: `Power ${machine} on; SMS_SITE_CONFIG_MANAGER makes the share.`,
      cause: error,
    });
  });
  return setUpClients(folder, lab, site, { count, logonServer, machine });
}
