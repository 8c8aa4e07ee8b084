/** SMS_PACKAGE_COMMAND_MANAGER_NT: looks for packages that the site server is to run; the lab sends none. */
import type { ServiceMain } from '../service/service.ts';
import { listBox } from '../sms/box.ts';
import { readSite } from '../sms/site.ts';

export const main: ServiceMain = async service => {
  const site = await readSite(service);
  if (site === undefined) throw new Error('the registry describes no SMS site');
  const log = site.log('PACMAN.LOG', 'SMS_PACKAGE_COMMAND_MANAGER_NT', 0x72);
  while (!service.stopping.aborted) {
    const waiting = await listBox(site.folder('LOGON.SRV', 'PCMINS.BOX'), '.INS');
    await log(`${waiting.length} instruction files are there, none for this computer.`);
    await service.minutes(60);
  }
};
