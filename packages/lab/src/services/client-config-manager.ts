/** SMS_CLIENT_CONFIG_MANAGER of SMS 1.2: looks for clients that are to be set up; the lab asks for none. */
import type { ServiceMain } from '../service/service.ts';
import { listBox } from '../sms/box.ts';
import { readSite } from '../sms/site.ts';

export const main: ServiceMain = async service => {
  const site = await readSite(service);
  if (site === undefined) throw new Error('the registry describes no SMS site');
  const log = site.log('CLICFG.LOG', 'SMS_CLIENT_CONFIG_MANAGER', 0x73);
  while (!service.stopping.aborted) {
    const waiting = await listBox(site.folder('LOGON.SRV', 'CCR.BOX'), '.CCR');
    await log(`${waiting.length} client configuration requests are there.`);
    await service.minutes(60);
  }
};
