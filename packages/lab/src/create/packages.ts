import { everyoneReads, everyoneWrites } from '../sms/security-descriptors.ts';
import { type Disk, filler, installed } from './disk.ts';

export interface PackageSettings {
  /** Windows path of the shared folder. */
  path: string;
  /** Site that the packages come from. */
  parentCode: string;
  files: number;
  bytes: number;
}

/** What the share SMS_PKGD holds: a folder per package, named by its ID (Q123499). */
export async function createPackages(disk: Disk, { path, parentCode, files, bytes }: PackageSettings): Promise<void> {
  await disk.folder(path, { securityDescriptor: everyoneReads });
  const ids = packageIds(parentCode, files);
  for (const id of ids) await disk.folder(`${path}\\${id}`, { securityDescriptor: everyoneWrites });
  for (let index = 0; index < files; index++) {
    const id = ids[index % ids.length];
    const name = `FILE${String(index).padStart(4, '0')}${index % 7 === 0 ? '.EXE' : '.DAT'}`;
    const length = Math.floor(bytes / files) + (index === 0 ? bytes % files : 0);
    await disk.file(`${path}\\${id}\\${name}`, filler(`package ${index}`, length), {
      attributes: index % 5 === 0 ? 0x21 : 0x20,
      modified: installed + BigInt(index) * 60_000_000_100n,
    });
  }
}

/** So many files are in so many packages. */
export const packageIds = (parentCode: string, files: number): string[] =>
  Array.from(
    { length: Math.max(1, Math.ceil(files / 40)) },
    (_, index) => parentCode + String(index + 1).padStart(5, '0'),
  );
