import type { MemoryMachine } from '@resite/host/memory';
import { changeControlFile } from './change-control-file.ts';
import type { ParentDatabase } from './parent-database.ts';

const moved: readonly string[] = ['SMS_SCHEDULER', 'SMS_DESPOOLER'];

/** These components of the site run on another server from now on, and its parent knows of it. */
export function nameHelper(
  siteServer: MemoryMachine,
  of: { database: ParentDatabase; siteCode: string },
  server: string,
): void {
  changeControlFile(siteServer, of, record =>
    record.kind === 'component' && moved.includes(record.name) ? { ...record, server } : record,
  );
}
