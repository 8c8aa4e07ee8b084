import type { MemoryMachine } from '@resite/host/memory';
import type { LogonServer } from '@resite/site/site-control-file';
import { changeControlFile } from './change-control-file.ts';
import type { ParentDatabase } from './parent-database.ts';

type Change = (named: readonly LogonServer[]) => readonly LogonServer[];

/** The site names other logon servers from now on, and its parent knows of it. */
export function nameLogonServers(
  siteServer: MemoryMachine,
  of: { database: ParentDatabase; siteCode: string },
  change: Change,
): void {
  changeControlFile(siteServer, of, record =>
    record.kind === 'domain' ? { ...record, logonServers: change(record.logonServers) } : record,
  );
}
