import { join } from 'node:path';
import { isResiteError } from '@resite/errors';
import { type Host, labHost, startAsService } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { localPath } from '../local-path.ts';

/**
 * The folder on this computer behind `\\SERVER\SHARE`. Machines of one lab see each other by their computer names, as
 * long as they are powered on. Who may use a share is not modelled.
 */
export async function networkFolder(labFolder: string, machines: readonly string[], unc: string): Promise<string> {
  const [, server = '', share = ''] = /^\\\\([^\\]+)\\([^\\]+)$/.exec(unc) ?? [];
  const found = await onMachine(labFolder, machines, server, async (host, folder) => {
    const path = (await host.shares.list()).find(({ name }) => sameName(name, share))?.path;
    if (path === undefined) throw new Error(`${unc}: the network name cannot be found (NT error 67)`);
    return localPath(folder, path);
  });
  if (found === undefined) throw new Error(`${unc}: the network path was not found (NT error 53)`);
  return found;
}

/** Starts a service of the machine of this computer name; false when it is not stopped. */
export async function startOnNetwork(
  labFolder: string,
  machines: readonly string[],
  server: string,
  service: string,
): Promise<boolean> {
  const started = await onMachine(labFolder, machines, server, async (host, machine) => {
    const found = await host.services.query(service);
    if (found === undefined) throw new Error(`${server} has no service ${service} (NT error 1060)`);
    if (found.state !== 'stopped') return false;
    await startAsService({ name: host.name, machine }, service);
    return true;
  });
  if (started === undefined) throw new Error(`\\\\${server}: the network path was not found (NT error 53)`);
  return started;
}

/** Undefined unless a machine is up and is called so. */
async function onMachine<Result>(
  labFolder: string,
  machines: readonly string[],
  computerName: string,
  use: (host: Host, folder: string) => Promise<Result>,
): Promise<Result | undefined> {
  for (const name of machines) {
    const machine = join(labFolder, name);
    const host = labHost({ name, machine });
    try {
      const { computerName: found } = await host.identity();
      if (sameName(found, computerName)) return await use(host, machine);
    } catch (error) {
      if (!isResiteError(error, 'HOST_DOWN')) throw error;
    } finally {
      await host.close();
    }
  }
  return undefined;
}
