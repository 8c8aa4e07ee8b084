import { type AccessEntry, control, isObjectEntry, type SecurityDescriptor } from './descriptor.ts';

const headerSize = 20;

/** Self-relative; the parts lie in the order in which Windows lays them. The lists must be below 64 KB each. */
export function encodeDescriptor({ control: bits, owner, group, dacl, sacl }: SecurityDescriptor): Uint8Array {
  const header = Buffer.alloc(headerSize);
  const parts: Buffer[] = [header];
  let end = headerSize;
  const add = (place: number, part: Uint8Array | null | undefined) => {
    if (!part) return;
    header.writeUInt32LE(end, place);
    parts.push(Buffer.from(part));
    end += part.length;
  };
  const present = (sacl === undefined ? 0 : control.saclPresent) | (dacl === undefined ? 0 : control.daclPresent);
  header.writeUInt8(1, 0);
  header.writeUInt16LE(bits | present | control.selfRelative, 2);
  add(12, sacl && encodeList(sacl));
  add(16, dacl && encodeList(dacl));
  add(4, owner);
  add(8, group);
  return new Uint8Array(Buffer.concat(parts));
}

function encodeList(entries: readonly AccessEntry[]): Buffer {
  const list = Buffer.concat([Buffer.alloc(8), ...entries.map(encodeEntry)]);
  list.writeUInt8(entries.some(({ type }) => isObjectEntry(type)) ? 4 : 2, 0);
  list.writeUInt16LE(list.length, 2);
  list.writeUInt16LE(entries.length, 4);
  return list;
}

export function encodeEntry({ type, flags, mask, sid, objectType, inheritedObjectType }: AccessEntry): Buffer {
  const header = Buffer.alloc(isObjectEntry(type) ? 12 : 8);
  const entry = Buffer.concat([header, objectType ?? Buffer.alloc(0), inheritedObjectType ?? Buffer.alloc(0), sid]);
  entry.writeUInt8(type, 0);
  entry.writeUInt8(flags, 1);
  entry.writeUInt16LE(entry.length, 2);
  entry.writeUInt32LE(mask, 4);
  if (isObjectEntry(type)) entry.writeUInt32LE((objectType ? 1 : 0) | (inheritedObjectType ? 2 : 0), 8);
  return entry;
}
