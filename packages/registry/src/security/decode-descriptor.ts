import { defined } from '@resite/errors';
import { type AccessEntry, control, isObjectEntry, type SecurityDescriptor } from './descriptor.ts';
import { descriptorInvalid } from './sddl-invalid.ts';
import { mostSidParts } from './sid.ts';

const headerSize = 20;
const listHeaderSize = 8;
const entryHeaderSize = 8;
/** Types whose entries consist of a mask and a SID and nothing else, besides those for objects. */
const plainTypes: ReadonlySet<number> = new Set([0, 1, 2, 3, 0x11, 0x13, 0x14]);
const presentBits = control.selfRelative | control.daclPresent | control.saclPresent;

export function decodeDescriptor(descriptor: Uint8Array): SecurityDescriptor {
  const bytes = Buffer.from(descriptor.buffer, descriptor.byteOffset, descriptor.length);
  if (bytes.length < headerSize) throw descriptorInvalid(bytes.length, 'it ends within its header');
  if (bytes[0] !== 1) throw descriptorInvalid(0, `its revision is ${bytes[0]}, and only 1 is known`);
  const bits = bytes.readUInt16LE(2);
  if ((bits & control.selfRelative) === 0) throw descriptorInvalid(2, 'it is not self-relative');
  const [owner, group, sacl, dacl] = [4, 8, 12, 16].map(place => bytes.readUInt32LE(place));
  const sid = (place: number) => (place === 0 ? undefined : decodeSid(bytes, place, bytes.length));
  const list = (present: number, place: number) => {
    if ((bits & present) === 0) return undefined;
    return place === 0 ? null : decodeList(bytes, place);
  };
  return defined({
    control: bits & ~presentBits,
    owner: sid(owner!),
    group: sid(group!),
    dacl: list(control.daclPresent, dacl!),
    sacl: list(control.saclPresent, sacl!),
  });
}

function decodeSid(bytes: Buffer, start: number, end: number): Uint8Array {
  if (start + 8 > end) throw descriptorInvalid(start, 'a SID should be there, but the space ends');
  const parts = bytes[start + 1]!;
  if (bytes[start] !== 1 || parts > mostSidParts) throw descriptorInvalid(start, 'no SID begins there');
  const size = 8 + 4 * parts;
  if (start + size > end) throw descriptorInvalid(start, `the SID there has ${parts} parts, but the space ends`);
  return new Uint8Array(bytes.subarray(start, start + size));
}

function decodeList(bytes: Buffer, start: number): AccessEntry[] {
  if (start + listHeaderSize > bytes.length) throw descriptorInvalid(start, 'an access list should be there');
  const end = start + bytes.readUInt16LE(start + 2);
  if (end > bytes.length || end < start + listHeaderSize)
    throw descriptorInvalid(start + 2, 'the size of the list is wrong');
  const entries: AccessEntry[] = [];
  let place = start + listHeaderSize;
  for (let count = bytes.readUInt16LE(start + 4); count > 0; count--) {
    if (place + entryHeaderSize > end) throw descriptorInvalid(place, 'the list there ends before its entries do');
    const size = bytes.readUInt16LE(place + 2);
    if (size < entryHeaderSize || place + size > end)
      throw descriptorInvalid(place + 2, 'the size of the entry is wrong');
    entries.push(decodeEntry(bytes, place, place + size));
    place += size;
  }
  return entries;
}

function decodeEntry(bytes: Buffer, start: number, end: number): AccessEntry {
  const [type, flags] = [bytes[start]!, bytes[start + 1]!];
  const mask = bytes.readUInt32LE(start + 4);
  if (plainTypes.has(type)) return { type, flags, mask, sid: decodeSid(bytes, start + 8, end) };
  if (!isObjectEntry(type)) throw descriptorInvalid(start, `entries of type ${type} are not known`);
  if (start + 12 > end) throw descriptorInvalid(start, 'the entry there is too short');
  const which = bytes.readUInt32LE(start + 8);
  let place = start + 12;
  const guid = () => {
    place += 16;
    if (place > end) throw descriptorInvalid(start, 'the entry there is too short for its GUIDs');
    return new Uint8Array(bytes.subarray(place - 16, place));
  };
  const objectType = (which & 1) !== 0 ? guid() : undefined;
  const inheritedObjectType = (which & 2) !== 0 ? guid() : undefined;
  return defined({ type, flags, mask, objectType, inheritedObjectType, sid: decodeSid(bytes, place, end) });
}
