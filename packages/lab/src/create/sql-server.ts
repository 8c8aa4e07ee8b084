import { serviceKeys } from '@resite/host';
import { sqlServer } from '../machine/open-machine.ts';
import { programFile } from './disk.ts';
import type { Building } from './windows.ts';

/** Installs SQL Server, without the site database. */
export async function installSqlServer({ disk, registry }: Building): Promise<void> {
  const imagePath = 'C:\\MSSQL\\BINN\\SQLSERVR.EXE';
  await disk.file(imagePath, programFile('SQLSERVR.EXE'));
  serviceKeys(registry).install({ name: sqlServer, imagePath, account: 'LocalSystem', startType: 'auto' });
}
