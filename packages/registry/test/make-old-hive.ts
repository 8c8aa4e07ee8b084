import type { RegistryKey, RegistryValue } from '../src/index.ts';
import { withChecksum } from './hive-bytes.ts';

const none = 0xffffffff;

/**
 * A hive as NT 3.1 (1.1) and NT 3.5 (1.2) wrote it, after the format documentation: lists without hints; in 1.1 also names
 * in UTF-16 without exception, cells in units of 16 bytes that know the cell before them, and numbers where flags are later.
 */
export function makeOldHive(tree: RegistryKey, minorVersion: 1 | 2): Buffer {
  const bin = Buffer.alloc(8192);
  const [unit, head] = minorVersion === 1 ? [16, 8] : [8, 4];
  let end = 32;
  let last = none;
  const add = (content: Buffer): number => {
    const offset = end;
    const size = Math.ceil((content.length + head) / unit) * unit;
    bin.writeInt32LE(-size, offset);
    if (minorVersion === 1) bin.writeUInt32LE(last, offset + 4);
    content.copy(bin, offset + head);
    last = offset;
    end += size;
    return offset;
  };
  const encodeName = (name: string) => Buffer.from(name, minorVersion === 1 ? 'utf16le' : 'latin1');
  const list = (offsets: number[], signature: string) => {
    const cell = Buffer.alloc((signature ? 4 : 0) + 4 * offsets.length);
    if (signature) {
      cell.write(signature);
      cell.writeUInt16LE(offsets.length, 2);
    }
    for (const [index, offset] of offsets.entries()) cell.writeUInt32LE(offset, (signature ? 4 : 0) + 4 * index);
    return add(cell);
  };
  const writeValue = ({ name, type, data }: RegistryValue): number => {
    const cell = Buffer.concat([Buffer.alloc(20), encodeName(name)]);
    cell.write('vk');
    cell.writeUInt16LE(cell.length - 20, 2);
    cell.writeUInt32LE(data.length <= 4 ? 0x80000000 + data.length : data.length, 4);
    if (data.length <= 4) Buffer.from(data).copy(cell, 8);
    else cell.writeUInt32LE(add(Buffer.from(data)), 8);
    cell.writeUInt32LE(type, 12);
    cell.writeUInt32LE(minorVersion === 1 ? 0x0101 : 1, 16); // a title index in 1.1, not flags
    return add(cell);
  };
  const writeKey = (key: RegistryKey, parent: number, security: number): number => {
    const cell = Buffer.concat([Buffer.alloc(76), encodeName(key.name)]);
    const offset = add(cell);
    cell.write('nk');
    cell.writeUInt16LE((parent === none ? 0x2c : 0x20) & (minorVersion === 1 ? ~0x20 : ~0), 2);
    cell.writeBigUInt64LE(key.lastWrite, 4);
    cell.writeUInt32LE(minorVersion === 1 ? 77 : 0, 12); // a title index in 1.1
    cell.writeUInt32LE(parent, 16);
    const subkeys = key.subkeys.map(subkey => writeKey(subkey, offset, security));
    const values = key.values.map(writeValue);
    cell.writeUInt32LE(subkeys.length, 20);
    cell.writeUInt32LE(subkeys.length ? list(subkeys, 'li') : none, 28);
    cell.writeUInt32LE(none, 32);
    cell.writeUInt32LE(values.length, 36);
    cell.writeUInt32LE(values.length ? list(values, '') : none, 40);
    cell.writeUInt32LE(security, 44);
    cell.writeUInt32LE(none, 48);
    cell.writeUInt16LE(Math.max(0, ...key.subkeys.map(({ name }) => 2 * name.length)), 52);
    cell.writeUInt32LE(Math.max(0, ...key.values.map(({ name }) => 2 * name.length)), 60);
    cell.writeUInt32LE(Math.max(0, ...key.values.map(({ data }) => data.length)), 64);
    cell.writeUInt16LE(cell.length - 76, 72);
    cell.copy(bin, offset + head);
    return offset;
  };
  const descriptor = Buffer.from(tree.securityDescriptor ?? new Uint8Array(20));
  const security = add(Buffer.concat([Buffer.alloc(20), descriptor]));
  const root = writeKey(tree, none, security);
  const record = bin.subarray(security + head);
  record.write('sk');
  record.writeUInt32LE(security, 4);
  record.writeUInt32LE(security, 8);
  record.writeUInt32LE(countKeys(tree), 12);
  record.writeUInt32LE(descriptor.length, 16);
  bin.write('hbin');
  bin.writeUInt32LE(8192, 8);
  bin.writeInt32LE(8192 - end, end);

  const header = Buffer.alloc(4096);
  header.write('regf');
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(1, 8);
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(minorVersion, 24);
  header.writeUInt32LE(1, 32);
  header.writeUInt32LE(root, 36);
  header.writeUInt32LE(8192, 40);
  return Buffer.concat([withChecksum(header), bin]);
}

function countKeys(key: RegistryKey): number {
  return key.subkeys.reduce((sum, subkey) => sum + countKeys(subkey), 1);
}
