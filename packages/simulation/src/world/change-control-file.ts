import { diskOf, type MemoryMachine } from '@resite/host/memory';
import { formatSiteControlFile, parseSiteControlFile, type SiteControlRecord } from '@resite/site/site-control-file';
import type { ParentDatabase } from './parent-database.ts';

const controlFile = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0';

type Change = (record: SiteControlRecord) => SiteControlRecord;

/** The master site control file of the site, and what its parent has of it. */
export function changeControlFile(
  siteServer: MemoryMachine,
  { database, siteCode }: { database: ParentDatabase; siteCode: string },
  change: Change,
): void {
  const disk = diskOf(siteServer, '');
  disk.write(controlFile, changed(disk.needFile(controlFile).content, change));
  database.controlFiles = database.controlFiles.map(row =>
    row.SiteCode === siteCode
      ? { ...row, Image: changed(Buffer.from(String(row.Image), 'latin1'), change).toString('latin1') }
      : row,
  );
}

function changed(text: Uint8Array, change: Change): Buffer {
  const file = parseSiteControlFile(text);
  return formatSiteControlFile({ ...file, records: file.records.map(change) });
}
