import { ResiteError } from '@resite/errors';
import { fileTime } from '../../model/file-time.ts';
import { splitPath } from '../../model/keys.ts';
import { pageSize } from '../bins.ts';
import { none } from '../cells.ts';
import { headerField, headerSize, readHeader, writeChecksum } from '../header.ts';
import { hiveInvalid } from '../hive-invalid.ts';
import { checkHive } from '../inspect/check-hive.ts';
import { keyFlag, keyNodeSize, nodeField, writeKeyNode } from '../key-node.ts';
import { checkKey, checkTree, checkValue } from '../limits.ts';
import { writeContent } from '../write-key.ts';
import { EditableCells } from './editable-cells.ts';
import type { EditHiveOptions, HiveEditor } from './hive-editor.ts';
import { SecurityRecords } from './security-records.ts';
import { Subkeys } from './subkeys.ts';
import { raise, Values } from './values.ts';

/**
 * Opens a hive of format 1.2 to 1.6 for changes in place: cells that become free are used again, and what is not touched
 * stays byte for byte where it is. `bytes` itself is not changed. A dirty or damaged hive is refused with `HIVE_INVALID`,
 * what Windows does not allow with `REGISTRY_LIMIT`, and changing a key that is not there with `REGISTRY_KEY_MISSING`;
 * the hive is then as it was before.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { dwordValue, editHive } from '@resite/registry';
 *
 * const editor = editHive(readFileSync('SYSTEM'));
 * editor.createKey('ControlSet001\\Services\\Spooler');
 * editor.setValue('ControlSet001\\Services\\Spooler', dwordValue('Start', 4));
 * writeFileSync('SYSTEM.new', editor.bytes());
 * ```
 */
export function editHive(bytes: Uint8Array, options: EditHiveOptions = {}): HiveEditor {
  const original = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { minorVersion, rootOffset, dataSize } = readHeader(original);
  refuseUnsound(original, minorVersion);
  const lastWrite = options.lastWrite ?? fileTime(new Date());
  const cells = new EditableCells(Buffer.from(original.subarray(0, headerSize + dataSize)));
  const subkeys = new Subkeys(cells, minorVersion);
  const values = new Values(cells, minorVersion);
  const security = new SecurityRecords(cells, cells.content(rootOffset).readUInt32LE(nodeField.security));
  let isChanged = false;

  /** Keys that have subkeys, by path: who changes one sibling, changes the next. */
  const parents = new Map<string, number>();

  const find = (path: string): number | undefined => {
    const cut = path.lastIndexOf('\\');
    const name = path.slice(cut + 1);
    const above = cut < 0 ? '' : path.slice(0, cut);
    const parent = above === '' ? rootOffset : (parents.get(above) ?? find(above));
    if (parent === undefined || name === '') return parent;
    if (above !== '') parents.set(above, parent);
    return subkeys.find(parent, name);
  };

  const need = (path: string): number => {
    const key = find(path);
    if (key === undefined) throw missing(path);
    if ((cells.content(key).readUInt16LE(nodeField.flags) & keyFlag.predefinedHandle) !== 0) throw predefined(path);
    return key;
  };

  const touch = (key: number) => {
    cells.content(key).writeBigUInt64LE(lastWrite, nodeField.lastWrite);
    isChanged = true;
  };

  const makeKey = (parent: number, name: string, className: string, descriptor: Uint8Array | undefined) => {
    const classBytes = Buffer.from(className, 'utf16le');
    const key = cells.allocate(keyNodeSize(name));
    const node = {
      flags: 0,
      lastWrite,
      parent,
      subkeyCount: 0,
      volatileCount: 0,
      subkeyList: none,
      valueCount: 0,
      valueList: none,
      security:
        descriptor === undefined
          ? security.useRecord(cells.content(parent).readUInt32LE(nodeField.security))
          : security.use(descriptor),
      className: classBytes.length === 0 ? none : cells.add(classBytes),
      classLength: classBytes.length,
      name,
      largest: { subkeyName: 0, subkeyClass: 0, valueName: 0, valueData: 0 },
    };
    writeKeyNode(cells.content(key), node);
    return key;
  };

  /** The subkey of this name, made where there is none; without a descriptor it inherits that of the parent. */
  const ensureSubkey = (parent: number, name: string, className: string, descriptor: Uint8Array | undefined) => {
    const { subkey, isNew } = subkeys.findOrAdd(parent, name, () => makeKey(parent, name, className, descriptor));
    if (isNew) {
      changeCount(cells.content(parent), 1);
      raise(cells.content(parent), nodeField.largestSubkeyName, 2 * name.length);
      raise(cells.content(parent), nodeField.largestSubkeyClass, 2 * className.length);
      touch(parent);
    }
    return { subkey, isNew };
  };

  const releaseClass = (key: number) => {
    const node = cells.content(key);
    const [offset, length] = [node.readUInt32LE(nodeField.className), node.readUInt16LE(nodeField.classLength)];
    if (offset !== none && length > 0) cells.release(offset);
  };

  const releaseBelow = (key: number) => {
    for (const subkey of subkeys.all(key)) releaseTree(subkey);
    subkeys.removeLists(key);
    cells.content(key).writeUInt32LE(0, nodeField.subkeyCount);
    if ((cells.content(key).readUInt16LE(nodeField.flags) & keyFlag.predefinedHandle) === 0) values.deleteAll(key);
    releaseClass(key);
    security.release(cells.content(key).readUInt32LE(nodeField.security));
  };

  const releaseTree = (key: number) => {
    releaseBelow(key);
    cells.release(key);
  };

  return {
    hasKey: path => find(path) !== undefined,
    createKey(path, { className = '', securityDescriptor } = {}) {
      const names = splitPath(path);
      names.forEach((name, index) => {
        const key = { name, className, lastWrite, values: [], subkeys: [] };
        checkKey(key, names.slice(0, index + 1).join('\\'), index + 1);
      });
      const last = names.pop();
      if (last === undefined) return false;
      const parent = names.reduce((key, name) => ensureSubkey(key, name, '', undefined).subkey, rootOffset);
      return ensureSubkey(parent, last, className, securityDescriptor).isNew;
    },
    removeKey(path) {
      const [name, key] = [splitPath(path).at(-1), find(path)];
      if (name === undefined || key === undefined) return false;
      const parent = cells.content(key).readUInt32LE(nodeField.parent);
      parents.clear();
      subkeys.remove(parent, name);
      changeCount(cells.content(parent), -1);
      releaseTree(key);
      touch(parent);
      return true;
    },
    setValue(path, value) {
      const key = need(path);
      checkValue(value, path, minorVersion);
      values.set(key, value);
      touch(key);
    },
    deleteValue(path, name) {
      const key = need(path);
      if (!values.delete(key, name)) return false;
      touch(key);
      return true;
    },
    setSecurityDescriptor(path, descriptor) {
      const key = need(path);
      const before = cells.content(key).readUInt32LE(nodeField.security);
      const after = security.use(descriptor);
      cells.content(key).writeUInt32LE(after, nodeField.security);
      security.release(before);
      touch(key);
    },
    replaceKey(path, key) {
      const offset = need(path);
      const depth = splitPath(path).length;
      const name = subkeys.nameOf(offset);
      checkTree({ ...key, name }, { path, depth, minorVersion });
      const node = cells.content(offset);
      const [parent, flags] = [node.readUInt32LE(nodeField.parent), node.readUInt16LE(nodeField.flags)];
      const present = security.descriptor(node.readUInt32LE(nodeField.security));
      parents.clear();
      const pinned = security.use(present); // so that it stays while the old content goes
      releaseBelow(offset);
      const useSecurity = (descriptor = present) => security.use(descriptor);
      const kept = flags & ~(keyFlag.compressedName | keyFlag.symbolicLink);
      const place = { offset, parent, path, depth, flags: kept };
      writeContent({ cells, minorVersion, useSecurity }, { ...key, name, lastWrite }, place);
      security.release(pinned);
      const classSize = 2 * (key.className ?? '').length;
      if (offset !== rootOffset) raise(cells.content(parent), nodeField.largestSubkeyClass, classSize);
      isChanged = true;
    },
    bytes() {
      const file = Buffer.from(cells.bytes);
      if (!isChanged) return file;
      const sequence = (original.readUInt32LE(headerField.primarySequence) + 1) >>> 0;
      file.writeUInt32LE(sequence, headerField.primarySequence);
      file.writeUInt32LE(sequence, headerField.secondarySequence);
      file.writeBigUInt64LE(lastWrite, headerField.timestamp);
      writeChecksum(file);
      return file;
    },
    changedPages() {
      const file = this.bytes();
      const pages: number[] = [];
      for (let place = 0; place < file.length; place += pageSize) {
        const [before, after] = [original, file].map(all => all.subarray(place, place + pageSize));
        if (place >= headerSize + dataSize || !before!.equals(after!)) pages.push(place);
      }
      return pages;
    },
  };
}

function refuseUnsound(hive: Buffer, minorVersion: number): void {
  if (minorVersion < 2)
    throw hiveInvalid(headerField.minorVersion, `hives of format 1.${minorVersion} can be read, but not changed`);
  const damage = checkHive(hive).find(({ severity }) => severity === 'damage');
  if (damage) throw hiveInvalid(damage.offset, damage.message);
}

function changeCount(node: Buffer, difference: 1 | -1): void {
  node.writeUInt32LE(node.readUInt32LE(nodeField.subkeyCount) + difference, nodeField.subkeyCount);
}

function missing(path: string): ResiteError {
  return new ResiteError('REGISTRY_KEY_MISSING', `the registry hive has no key ${path}`, {
    hint: 'Check the path; it is counted from the root of the hive.',
  });
}

function predefined(path: string): ResiteError {
  return new ResiteError(
    'REGISTRY_LIMIT',
    `registry key ${path} is a predefined handle, which has no content of its own`,
    {
      hint: 'Change the key that it stands for.',
    },
  );
}
