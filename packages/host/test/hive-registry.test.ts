import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { getExtendedAttribute, setExtendedAttribute } from '@resite/filesystem';
import { findWindows, openHiveRegistry } from '@resite/host';
import { type HiveFormat, hiveFormats, parseHive, writeHive } from '@resite/registry/hive';
import { checkHive } from '@resite/registry/hive-rescue';
import { createKey } from '@resite/registry/keys';
import { stringValue } from '@resite/registry/values';
import { makeDisk } from './support/make-disk.ts';

const key = 'HKLM\\SOFTWARE\\Microsoft\\SMS';

const disk = async (context: TestContext) => {
  const folder = await makeDisk();
  context.after(() => rm(folder, { recursive: true }));
  const config = join(folder, 'C', 'WINNT35', 'SYSTEM32', 'config');
  return { folder, config, software: join(config, 'SOFTWARE'), system: join(config, 'System') };
};

test('changes are in memory until they are flushed, then in a whole hive', async context => {
  const { folder, config, software, system } = await disk(context);
  const registry = await openHiveRegistry(folder);
  const [softwareBefore, systemBefore] = [await readFile(software), await stat(system, { bigint: true })];
  registry.setValue(key, stringValue('X', 'x'));
  assert.ok(registry.value(key, 'X'));
  assert.deepEqual(await readFile(software), softwareBefore);
  await registry.flush();
  await registry.flush();
  const root = parseHive(await readFile(software)).root;
  assert.ok(root.subkeys[0]?.subkeys.some(({ name }) => name === 'SMS'));
  assert.deepEqual(await stat(system, { bigint: true }), systemBefore, 'the other hive was not written');
  assert.deepEqual((await readdir(config)).sort(), ['SOFTWARE', 'System']);
});

test('a change during a flush waits for the next one', async context => {
  const { folder } = await disk(context);
  const registry = await openHiveRegistry(folder);
  registry.setValue(key, stringValue('A', 'a'));
  const first = registry.flush();
  registry.setValue(key, stringValue('B', 'b'));
  await first;
  await registry.flush();
  const again = await openHiveRegistry(folder);
  assert.deepEqual(
    again.read(key)?.values.map(({ name }) => name),
    ['A', 'B'],
  );
});

for (const minorVersion of hiveFormats) {
  test(`a hive file keeps its format version 1.${minorVersion}, its name and attributes`, context =>
    keepsFormat(context, minorVersion));
}

async function keepsFormat(context: TestContext, format: HiveFormat): Promise<void> {
  const { folder, software } = await disk(context);
  const root = parseHive(await readFile(software)).root;
  const fileName = 'emRoot\\System32\\Config\\SOFTWARE';
  await writeFile(software, writeHive(root, { minorVersion: format, fileName }));
  setExtendedAttribute(software, 'user.DOSATTRIB', Buffer.from('0x23'));
  const registry = await openHiveRegistry(folder);
  registry.setValue(key, stringValue('X', 'x'));
  await registry.flush();
  const written = await readFile(software);
  const { minorVersion, ...header } = parseHive(written);
  assert.deepEqual([minorVersion, header.fileName], [format, fileName]);
  assert.deepEqual(checkHive(written), []);
  assert.equal(getExtendedAttribute(software, 'user.DOSATTRIB')?.toString(), '0x23');
}

test('a key is stamped when a value or subkey of it changes', async context => {
  const { folder } = await disk(context);
  const registry = await openHiveRegistry(folder);
  const old = { ...createKey('X'), lastWrite: 5n, subkeys: [{ ...createKey('Sub'), lastWrite: 6n }] };
  const stamps = () => [registry.read(key)?.lastWrite === 5n, registry.read(`${key}\\Sub`)?.lastWrite === 6n];

  registry.replace(key, old);
  assert.deepEqual(stamps(), [true, true]);
  registry.remove(`${key}\\Absent`);
  assert.deepEqual(stamps(), [true, true]);
  registry.setValue(`${key}\\Sub\\Deeper`, stringValue('X', 'x'));
  assert.deepEqual(stamps(), [true, false]);
  registry.replace(key, old);
  registry.remove(`${key}\\Sub`);
  assert.notEqual(registry.read(key)?.lastWrite, 5n);
});

test('what another program writes is seen after a refresh', async context => {
  const { folder } = await disk(context);
  const [one, other] = [await openHiveRegistry(folder), await openHiveRegistry(folder)];
  one.setValue(key, stringValue('X', 'x'));
  await one.flush();
  assert.equal(other.value(key, 'X'), undefined);
  await other.refresh();
  assert.ok(other.value(key, 'X'));
});

test('a flush that fails leaves memory and disk as they were', async context => {
  const { folder, software } = await disk(context);
  const registry = await openHiveRegistry(folder);
  const before = await readFile(software);
  const twins = { ...createKey('X'), subkeys: [createKey('Twin'), createKey('TWIN')] };
  registry.replace(key, twins);
  await assert.rejects(registry.flush(), error => isResiteError(error, 'REGISTRY_LIMIT'));
  assert.equal(registry.read(key), undefined);
  assert.deepEqual(await readFile(software), before);
  await registry.flush();
});

test('a hive that Windows did not close is read but not changed', async context => {
  const { folder, software } = await disk(context);
  const dirty = await readFile(software);
  dirty.writeUInt32LE(dirty.readUInt32LE(4) + 1, 4);
  await writeFile(software, checksummed(dirty));
  const registry = await openHiveRegistry(folder);
  assert.ok(registry.read('HKLM\\SOFTWARE\\Microsoft'));
  registry.setValue(key, stringValue('X', 'x'));
  await assert.rejects(
    registry.flush(),
    error => isResiteError(error, 'HIVE_INVALID') && error.message.includes(software),
  );
  assert.deepEqual(await readFile(software), dirty);
});

test('a hive of a format that cannot be written is not changed', async context => {
  const { folder, software } = await disk(context);
  const old = await readFile(software);
  old.writeUInt32LE(4, 0x18);
  await writeFile(software, checksummed(old));
  const registry = await openHiveRegistry(folder);
  registry.setValue(key, stringValue('X', 'x'));
  await assert.rejects(registry.flush(), error => isResiteError(error, 'HIVE_INVALID') && /1\.4/.test(error.message));
  assert.deepEqual(await readFile(software), old);
});

test('a damaged hive is named', async context => {
  const { folder, software } = await disk(context);
  await writeFile(software, 'no hive');
  await assert.rejects(
    openHiveRegistry(folder),
    error => isResiteError(error, 'HIVE_INVALID') && error.message.startsWith(`${software}: `),
  );
});

test('without a current control set, CurrentControlSet means nothing', async context => {
  const { folder, system } = await disk(context);
  await writeFile(system, writeHive(createKey('SYSTEM')));
  const registry = await openHiveRegistry(folder);
  assert.throws(
    () => registry.read('HKLM\\SYSTEM\\CurrentControlSet'),
    error => isResiteError(error, 'REGISTRY_KEY_MISSING'),
  );
});

test('Windows is found in whatever upper and lower case', async context => {
  const { folder, config } = await disk(context);
  assert.deepEqual(await findWindows(folder), {
    systemRoot: 'C:\\WINNT35',
    hives: { SOFTWARE: join(config, 'SOFTWARE'), SYSTEM: join(config, 'System') },
  });
});

test('a disk without Windows and one with several are different errors', async context => {
  const { folder, config } = await disk(context);
  await mkdir(join(folder, 'D', 'Winnt', 'system32', 'CONFIG'), { recursive: true });
  for (const name of ['software', 'SYSTEM'])
    await writeFile(join(folder, 'D', 'Winnt', 'system32', 'CONFIG', name), '');
  await assert.rejects(
    findWindows(folder),
    error => isResiteError(error, 'WINDOWS_AMBIGUOUS') && /C:\\WINNT35, D:\\Winnt/.test(error.message),
  );
  assert.equal((await findWindows(folder, 'd:\\winnt')).systemRoot, 'D:\\Winnt');
  await assert.rejects(findWindows(folder, 'C:\\ELSE'), error => isResiteError(error, 'WINDOWS_MISSING'));
  await rename(join(config, 'System'), join(config, 'System.sav'));
  assert.equal((await findWindows(folder)).systemRoot, 'D:\\Winnt');
  await rm(join(folder, 'D', 'Winnt'), { recursive: true });
  await assert.rejects(findWindows(folder), error => isResiteError(error, 'WINDOWS_MISSING'));
});

/** The checksum of a hive header is the exclusive or of the 127 numbers before it. */
function checksummed(hive: Buffer): Buffer {
  let sum = 0;
  for (let offset = 0; offset < 508; offset += 4) sum ^= hive.readUInt32LE(offset);
  hive.writeUInt32LE(sum >>> 0, 508);
  return hive;
}
