/** SMS_HIERARCHY_MANAGER, at primary sites only: keeps the database's images of all sites and tells children what to be. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fileDefinition,
  fileType,
  formatSiteControlFile,
  parseSiteControlFile,
  recordsOf,
  type SiteControlFile,
  siteAccount,
} from '@resite/site/site-control-file';
import type { ServiceContext, ServiceMain } from '../service/service.ts';
import { listBox, moveFile, randomName, removeFile } from '../sms/box.ts';
import { imageOf, readControlFile } from '../sms/control-files.ts';
import { eventStatement } from '../sms/events.ts';
import { createJob } from '../sms/job.ts';
import { readSite, type Site } from '../sms/site.ts';
import type { TraceLog } from '../sms/trace-log.ts';

/** Status codes of the Sites table (Q137376). */
const active = 1;

export const main: ServiceMain = async service => {
  const site = await readSite(service);
  if (site === undefined) throw new Error('the registry describes no SMS site');
  const log = site.log('HMAN.LOG', 'SMS_HIERARCHY_MANAGER', 0x60);
  const box = site.folder('SITE.SRV', 'SITECFG.BOX');
  await log('Starting.');
  while (!service.stopping.aborted) {
    for (const name of await listBox(box, '.CT2')) {
      // What cannot be processed now, for want of the database say, stays for the next pass.
      await processFile(service, site, join(box, name), log).catch((error: Error) => log(`Error: ${error.message}`));
    }
    await service.minutes(5);
  }
  await log('Stopping.');
};

async function processFile(service: ServiceContext, site: Site, path: string, log: TraceLog): Promise<void> {
  const file = await readControlFile(path);
  if (file === undefined) return;
  if (file === 'invalid') {
    await moveFile(path, path.replace(/\.CT2$/, '.710'));
    return log(`Event 211: ${path} is invalid.`);
  }
  const { originatingSite } = fileDefinition(file);
  if (recordsOf(file, 'transaction').some(({ type }) => type === 'RequestNewSCFile')) {
    await sendProposed(service, site, originatingSite, log);
  } else if (fileDefinition(file).fileType === fileType.actual) {
    await takeActual(service, file, log);
  }
  await removeFile(path);
}

/** The newer image wins, whichever it is (Q154577). */
async function takeActual(service: ServiceContext, file: SiteControlFile, log: TraceLog): Promise<void> {
  const { siteCode } = siteAccount(file);
  const { stamp } = fileDefinition(file);
  const [sites, images] = await service.call('database.execute', [
    { sql: 'SELECT SiteCode FROM Sites WHERE SiteCode = ?', parameters: [siteCode] },
    { sql: 'SELECT TimeStamp FROM SiteControl WHERE SiteCode = ? AND FileType = 1', parameters: [siteCode] },
  ]);
  if (sites!.length === 0) return log(`Site ${siteCode} is not in the database; its site control file is ignored.`);
  if (Number(images![0]?.TimeStamp ?? 0) > stamp) {
    return log('Site Control Image in the database is newer, reuse that database copy.');
  }
  const image = formatSiteControlFile(file).toString('latin1');
  await service.call('database.execute', [
    {
      sql: 'INSERT OR REPLACE INTO SiteControl (SiteCode, FileType, TimeStamp, Image) VALUES (?, 1, ?, ?)',
      parameters: [siteCode, stamp, image],
    },
    { sql: 'UPDATE Sites SET Status = ?, DetailStatus = 0 WHERE SiteCode = ?', parameters: [active, siteCode] },
    eventStatement(358, siteCode, `Received an ACTUAL site control file from site ${siteCode}.`),
  ]);
  await log(`Event 358: received an ACTUAL site control file from site ${siteCode}.`);
  await log(`Site ${siteCode}: status ${active} (ACTIVE), detailed status 0.`);
}

/** A CT1 for a child that has lost its own: the image that the database holds as proposed. */
async function sendProposed(service: ServiceContext, site: Site, child: string, log: TraceLog): Promise<void> {
  const [images] = await service.call('database.execute', [
    { sql: 'SELECT Image FROM SiteControl WHERE SiteCode = ? AND FileType = 2', parameters: [child] },
  ]);
  const image = images![0]?.Image;
  if (image === undefined || image === null) return log(`There is no site control image of site ${child}.`);
  const proposed = imageOf(parseSiteControlFile(Buffer.from(String(image), 'latin1')), 'proposed', 'Requested');
  const name = `${randomName()}.CT1`;
  await createJob(site, { destination: child, name, take: path => writeFile(path, proposed, { mode: 0o600 }) });
  await log(`Sent a PROPOSED site control file, ${name}, to site ${child}.`);
}
