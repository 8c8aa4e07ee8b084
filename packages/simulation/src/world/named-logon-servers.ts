import { diskOf, type MemoryMachine } from '@resite/host/memory';
import { formatSiteControlFile, type LogonServer, parseSiteControlFile } from '@resite/site/site-control-file';
import type { ParentDatabase } from './parent-database.ts';

const controlFile = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0';

type Change = (named: readonly LogonServer[]) => readonly LogonServer[];

/** The site names other logon servers from now on, and its parent knows of it. */
export function nameLogonServers(
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
  const records = file.records.map(record =>
    record.kind === 'domain' ? { ...record, logonServers: change(record.logonServers) } : record,
  );
  return formatSiteControlFile({ ...file, records });
}
