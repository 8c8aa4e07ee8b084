import type { NdrReader } from '../ndr/reader.ts';
import type { NdrWriter } from '../ndr/writer.ts';
import { writeEmptyContainer } from '../pages.ts';

/** SHARE_ENUM_STRUCT and the like ([MS-SRVS] 2.2.4.38), with an empty container. */
export function writeInfoStruct(writer: NdrWriter, level: number): void {
  writer.struct(() => {
    writer.u32(level);
    writer.union(level, () => writer.pointer(0, () => writeEmptyContainer(writer)));
  });
}

/** `least` bytes is an entry at least. */
export function readInfoStruct<T>(
  reader: NdrReader,
  level: number,
  { least, read }: { least: number; read: (reader: NdrReader) => () => T },
): T[] {
  return reader.struct(() => {
    if (reader.u32() !== level) reader.fail('it is of another level than was asked for');
    const list = reader.union(level, () => reader.embedded(() => reader.container(least, () => read(reader))));
    return () => list() ?? [];
  });
}
