import type { RpcBinding } from '../binding.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { allPages, writeEmptyContainer } from '../pages.ts';

const level = 0;
/** Of DISK_INFO: the counts of a text that may be empty. */
const least = 8;

/** NetrServerDiskEnum ([MS-SRVS] 3.1.4.19): the drives, such as `A:` and `C:`; floppy and CD-ROM drives too. */
export function enumerateDisks(binding: RpcBinding): Promise<string[]> {
  return allPages(
    binding,
    { number: 23, name: 'NetrServerDiskEnum' },
    writer => {
      writer.u32(level);
      writer.struct(() => writeEmptyContainer(writer));
    },
    readContainer,
  );
}

/** DISK_ENUM_CONTAINER ([MS-SRVS] 2.2.4.92): its last entry may be empty. */
function readContainer(reader: NdrReader): string[] {
  return reader.struct(() => {
    const count = reader.u32();
    const disks = reader.embedded(() => {
      const length = reader.varying(least);
      if (length !== count) reader.fail(`a list of ${count} drives has ${length}`);
      return Array.from({ length }, () => readDisk(reader));
    });
    return () => (disks() ?? []).filter(disk => disk !== '');
  });
}

/** `[string] WCHAR Disk[3]`: an array that varies and is not conformant. */
function readDisk(reader: NdrReader): string {
  if (reader.u32() !== 0) reader.fail('the name of a drive begins in the middle');
  const length = reader.count(2);
  const text = Buffer.from(reader.raw(length * 2)).toString('utf16le');
  return text.replace(/\0+$/, '');
}
