/** SMS_INVENTORY_AGENT_NT: once a day, the inventory of the site server itself. */
import { readFile } from 'node:fs/promises';
import { isSystemError } from '@resite/errors';
import { getIni, parseIni } from '@resite/site/ini';
import { netCardId } from '../client/net-card.ts';
import { smsIniPath } from '../client/sms-ini.ts';
import type { ServiceContext, ServiceMain } from '../service/service.ts';
import { putFile } from '../sms/box.ts';
import { formatInventory } from '../sms/inventory.ts';
import { readSite } from '../sms/site.ts';

export const main: ServiceMain = async service => {
  const site = await readSite(service);
  if (site === undefined) throw new Error('the registry describes no SMS site');
  const log = site.log('INVAGENT.LOG', 'SMS_INVENTORY_AGENT_NT', 0x71);
  while (!service.stopping.aborted) {
    const id = await readId(service);
    if (id === undefined) await log('There is no SMS.INI with an SMS ID; run RUNSMS.BAT.');
    else {
      const { computerName: name } = service;
      const inventory = formatInventory({ name, id, netCardId: netCardId(name), siteCode: site.code });
      await putFile(site.folder('LOGON.SRV', 'INVENTRY.BOX'), `${id}.RAW`, inventory);
      await log(`Wrote the inventory of ${name}.`);
    }
    await service.minutes(1440);
  }
};

async function readId(service: ServiceContext): Promise<string | undefined> {
  try {
    return getIni(parseIni(await readFile(service.local(smsIniPath))), 'SMS', 'SMS Unique ID');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
