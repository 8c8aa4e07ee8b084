import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { siteType } from '@resite/site/site-control-file';
import type { LabFile } from '../lab-file.ts';
import { localPath } from '../local-path.ts';
import { databasePath, databaseSchema } from '../sms/database.ts';

const proposed = 2;

/** PENDING, NEWSITE (Q137376): until a site reports for the first time. */
const newSite = [2, 100] as const;

/** The database of the primary site: all sites and the control files that they were set up with. */
export function createDatabase(
  machineFolder: string,
  lab: LabFile,
  controlFiles: Readonly<Record<string, Buffer>>,
  stamp: number,
): void {
  const path = localPath(machineFolder, databasePath);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path);
  chmodSync(path, 0o600);
  try {
    database.exec(databaseSchema);
    const addSite = database.prepare('INSERT INTO Sites VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const { code, name, parent, machine, root } of Object.values(lab.sites)) {
      const { computerName, domain } = lab.machines[machine]!;
      const type = parent === '' ? siteType.primary : siteType.secondary;
      addSite.run(code, name, parent, computerName, domain, root, type, ...newSite);
    }
    const addImage = database.prepare('INSERT INTO SiteControl VALUES (?, ?, ?, ?)');
    for (const [code, image] of Object.entries(controlFiles))
      addImage.run(code, proposed, stamp, image.toString('latin1'));
  } finally {
    database.close();
  }
}
