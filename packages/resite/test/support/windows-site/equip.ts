import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prefixFolder } from '../../../../../scripts/servers/windows/new-disk.ts';
import { networkFolder } from '../../../../../scripts/servers/windows/own-world.ts';
import type { WindowsComputer } from '../../../../../scripts/servers/windows-computer.ts';
import { smsWork } from './sms-work.ts';

/** Gives a computer what services of SMS need to work on it, whichever site they will belong to. */
export async function equip({ folder }: WindowsComputer): Promise<void> {
  const script = join(folder, 'sms-work');
  await writeFile(script, smsWork);
  await chmod(script, 0o755);
  // as Wine speaks no SMB, a path of the network leads to the folder of the other computer
  const server = join(folder, prefixFolder, 'dosdevices', 'unc', 'hq1');
  await mkdir(server, { recursive: true });
  await symlink(
    join(networkFolder, 'HQ1', 'C', 'SMS', 'SITE.SRV', 'DESPOOLR.BOX', 'RECEIVE'),
    join(server, 'sms_site'),
  );
}
