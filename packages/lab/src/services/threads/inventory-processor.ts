import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listBox, moveFile, putFile, removeFile } from '../../sms/box.ts';
import { parseInventory } from '../../sms/inventory.ts';
import { type MakeThread, serviceResponse } from './thread.ts';

/** Turns the inventory of clients (RAW) into MIF files for the database and keeps the last one of each client (HMS). */
export const inventoryProcessor: MakeThread = settings => {
  const { site } = settings;
  const box = site.folder('SITE.SRV', 'INVENTRY.BOX');
  const mifs =
    site.parent === ''
      ? site.folder('SITE.SRV', 'DATALOAD.BOX', 'DELTAMIF.COL')
      : site.folder('SITE.SRV', 'SITEREP.BOX');
  return {
    ...settings,
    logName: 'INVPROC.LOG',
    interval: serviceResponse,
    pass: async log => {
      for (const name of await listBox(box, '.RAW')) {
        const raw = join(box, name);
        const content = await readFile(raw);
        const inventory = parseInventory(content);
        if (inventory === undefined) {
          await moveFile(raw, join(box, 'BADRAWS', name));
          await log(`${name} cannot be read; moved to BADRAWS.`);
          continue;
        }
        await putFile(join(box, 'HISTORY'), `${inventory.id}.HMS`, content);
        await putFile(mifs, name.replace(/\.RAW$/i, '.MIF'), content);
        await removeFile(raw);
        await log(`Processed inventory of ${inventory.name} (SMSID ${inventory.id}).`);
      }
    },
  };
};
