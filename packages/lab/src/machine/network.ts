import { join } from 'node:path';
import { localPath } from '../local-path.ts';
import { findPresence } from '../presence.ts';

/**
 * The folder on this computer behind `\\SERVER\SHARE`. Machines of one lab see each other by their computer names, as
 * long as they are powered on. Who may use a share is not modelled.
 */
export async function networkFolder(labFolder: string, machines: readonly string[], unc: string): Promise<string> {
  const [, server = '', share = ''] = /^\\\\([^\\]+)\\([^\\]+)$/.exec(unc) ?? [];
  for (const name of machines) {
    const folder = join(labFolder, name);
    const presence = await findPresence(folder);
    if (presence === undefined || presence.computerName !== server.toUpperCase()) continue;
    const path = presence.shares[share.toUpperCase()];
    if (path === undefined) throw new Error(`${unc}: the network name cannot be found (NT error 67)`);
    return localPath(folder, path);
  }
  throw new Error(`${unc}: the network path was not found (NT error 53)`);
}
