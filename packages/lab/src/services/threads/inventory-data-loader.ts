import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '../../service/messages.ts';
import { listBox, moveFile, removeFile } from '../../sms/box.ts';
import { eventStatement } from '../../sms/events.ts';
import { type Inventory, parseInventory } from '../../sms/inventory.ts';
import { type MakeThread, serviceResponse } from './thread.ts';

/** Loads inventory into the site database and deals with computers that have the same SMS ID (Q138021). */
export const inventoryDataLoader: MakeThread = settings => {
  const { site, service } = settings;
  const box = site.folder('SITE.SRV', 'DATALOAD.BOX', 'DELTAMIF.COL');
  return {
    ...settings,
    logName: 'DATALODR.LOG',
    interval: serviceResponse,
    pass: async log => {
      for (const name of await listBox(box, '.MIF')) {
        const inventory = parseInventory(await readFile(join(box, name)));
        if (inventory === undefined) {
          await moveFile(join(box, name), join(box, 'BADMIFS', name));
          await log(`${name} cannot be read; moved to BADMIFS.`);
          continue;
        }
        const [known] = await service.call('database.execute', [
          { sql: 'SELECT Name0, NetCardID0 FROM Machines WHERE SMSID0 = ?', parameters: [inventory.id] },
        ]);
        const twins = known!.filter(row => row.Name0 !== inventory.name && row.NetCardID0 !== inventory.netCardId);
        const statements =
          twins.length > 0
            ? dropTwins(
                inventory,
                twins.map(row => String(row.Name0)),
              )
            : load(inventory);
        await service.call('database.execute', statements);
        await removeFile(join(box, name));
        await log(
          twins.length > 0
            ? `SMSID ${inventory.id} is in use by more than one computer; all of them were deleted and told to resynchronize.`
            : `Loaded ${inventory.name} (SMSID ${inventory.id}).`,
        );
      }
    },
  };
};

/** A computer whose name or network card has changed keeps its record; another network card and name is another computer. */
function load({ id, name, netCardId, siteCode }: Inventory): Statement[] {
  return [
    { sql: 'DELETE FROM Machines WHERE SMSID0 = ?', parameters: [id] },
    {
      sql: 'INSERT INTO Machines (Name0, SMSID0, NetCardID0, SiteCode0) VALUES (?, ?, ?, ?)',
      parameters: [name, id, netCardId, siteCode],
    },
  ];
}

function dropTwins({ id, name, siteCode }: Inventory, twins: string[]): Statement[] {
  return [
    { sql: 'DELETE FROM Machines WHERE SMSID0 = ?', parameters: [id] },
    eventStatement(185, siteCode, `All machines with SMSID ${id} were deleted: ${[...twins, name].join(', ')}.`),
    eventStatement(186, siteCode, `A RESYNC command was sent to the machines with SMSID ${id}.`),
  ];
}
