import { join } from 'node:path';
import { isResiteError } from '@resite/errors';
import { labHost } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { localPath } from '../local-path.ts';

/**
 * The folder on this computer behind `\\SERVER\SHARE`. Machines of one lab see each other by their computer names, as
 * long as they are powered on. Who may use a share is not modelled.
 */
export async function networkFolder(labFolder: string, machines: readonly string[], unc: string): Promise<string> {
  const [, server = '', share = ''] = /^\\\\([^\\]+)\\([^\\]+)$/.exec(unc) ?? [];
  for (const name of machines) {
    const folder = join(labFolder, name);
    const shares = await sharesOf(name, folder, server);
    if (shares === undefined) continue;
    const found = shares.find(({ name: known }) => sameName(known, share));
    if (found === undefined) throw new Error(`${unc}: the network name cannot be found (NT error 67)`);
    return localPath(folder, found.path);
  }
  throw new Error(`${unc}: the network path was not found (NT error 53)`);
}

/** Undefined unless the machine is up and is called so. */
async function sharesOf(name: string, machine: string, computerName: string) {
  const host = labHost({ name, machine });
  try {
    const { computerName: found } = await host.identity();
    return sameName(found, computerName) ? await host.shares.list() : undefined;
  } catch (error) {
    if (isResiteError(error, 'HOST_DOWN')) return undefined;
    throw error;
  } finally {
    await host.close();
  }
}
