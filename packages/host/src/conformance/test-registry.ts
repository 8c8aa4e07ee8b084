import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RegistryKey } from '@resite/registry';
import { createKey, ensureKey, findKey, setValue } from '@resite/registry/keys';
import { binaryValue, dwordValue, multiStringValue, readDword, stringValue } from '@resite/registry/values';
import type { Host } from '../host.ts';
import { equalBytes, names, rejectsWith } from './assertions.ts';
import type { MakeHost, RegistryTraits } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const sms = 'HKLM\\SOFTWARE\\Microsoft\\SMS';

export function testRegistry(makeHost: MakeHost<Pick<Host, 'registry' | 'close'>>, traits: RegistryTraits): void {
  const { keyTimes = true, keyClasses = true, valueNames = true } = traits;

  describe('registry', () => {
    const shared = shareHost(makeHost);
    const registry = () => shared.host.registry;

    it('finds nothing where there is nothing', async () => {
      assert.equal(await registry().read(`${sms}\\Absent\\Below`), undefined);
      assert.equal(await registry().value(`${sms}\\Absent`, 'X'), undefined);
      await registry().setValue(`${sms}\\Present`, stringValue('X', 'x'));
      assert.equal(await registry().value(`${sms}\\Present`, 'Y'), undefined);
    });

    it('creates the key of a value, and those above it', async () => {
      const value = dwordValue('Next', 7);
      for (let attempt = 0; attempt < 2; attempt++) {
        await registry().setValue(`${sms}\\A\\B\\C`, value);
        const key = await registry().read(`${sms}\\A`);
        assert.deepEqual(
          key && findKey(key, 'B\\C')?.values.map(({ name, type, data }) => [name, type, Buffer.from(data)]),
          [['Next', value.type, Buffer.from(value.data)]],
        );
      }
    });

    it('replaces a value, whatever its type was', async () => {
      const path = `${sms}\\Replaced`;
      for (const value of [dwordValue('V', 1), stringValue('V', 'text'), binaryValue('v', Buffer.alloc(5000, 1))]) {
        await registry().setValue(path, value);
        const found = await registry().value(path, 'V');
        assert.equal(found?.type, value.type);
        equalBytes(found?.data, value.data);
      }
      assert.deepEqual(names((await registry().read(path))!.values), [valueNames ? 'V' : 'v']);
    });

    it('keeps the default value and names beyond ASCII', async () => {
      const path = `${sms}\\Größe \u2028 \u{1f4be}`;
      for (const name of ['', 'Ä', 'a\\b', '\u2029']) await registry().setValue(path, stringValue(name, name));
      assert.deepEqual(names((await registry().read(path))!.values), ['', 'Ä', 'a\\b', '\u2029']);
      assert.ok(await registry().value(path.replace('Größe', 'GRÖßE'), 'ä'));
    });

    it('takes names that differ in case only for the same', async () => {
      await registry().setValue(`${sms}\\Mixed\\Case`, stringValue('Name', '1'));
      await registry().setValue(`hklm\\software\\MICROSOFT\\sms\\MIXED\\CASE`, stringValue('NAME', '2'));
      const key = await registry().read(`${sms}\\mixed`);
      assert.deepEqual(key && [key.name, names(key.subkeys), names(key.subkeys[0]!.values)], [
        'Mixed',
        ['Case'],
        [valueNames ? 'Name' : 'NAME'],
      ]);
    });

    it('understands CurrentControlSet and the long name of the root', async () => {
      const current = readDword((await registry().value('HKLM\\SYSTEM\\Select', 'Current'))!);
      const path = `ControlSet${String(current).padStart(3, '0')}\\Services\\CcsTest`;
      await registry().setValue('HKLM\\SYSTEM\\currentcontrolset\\Services\\CcsTest', dwordValue('X', 1));
      assert.ok(await registry().value(`HKEY_LOCAL_MACHINE\\SYSTEM\\${path}`, 'X'));
      await registry().remove(`HKLM\\SYSTEM\\${path}`);
      assert.equal(await registry().read('HKLM\\SYSTEM\\CurrentControlSet\\Services\\CcsTest'), undefined);
    });

    it('replaces the whole content of a key, in one and the same way each time', async () => {
      const path = `${sms}\\Restored`;
      await registry().setValue(`${path}\\Old`, stringValue('X', 'goes'));
      await registry().setValue(path, stringValue('Old', 'goes'));
      const content = lacking(sampleKey(), { keyTimes, keyClasses });
      for (let attempt = 0; attempt < 2; attempt++) {
        await registry().replace(path, content);
        const found = await registry().read(path);
        assert.equal(found?.name, 'Restored');
        const shown = lacking({ ...found!, name: content.name }, { keyTimes, keyClasses });
        assert.deepEqual(plain(shown), plain(content));
      }
    });

    it('creates a key to replace it, and does not save what is volatile', async () => {
      const content = createKey('SMS');
      content.subkeys.push({ ...createKey('Kept'), lastWrite: 5n }, { ...createKey('Lost'), volatile: true });
      await registry().replace(`${sms}\\Made\\Anew`, content);
      assert.deepEqual(names((await registry().read(`${sms}\\Made\\Anew`))!.subkeys), ['Kept']);
    });

    it('forgets the class of a key that is replaced by one without, and keeps its security', async () => {
      const path = `${sms}\\Class`;
      const securityDescriptor = (await registry().read('HKLM\\SOFTWARE'))!.securityDescriptor!;
      await registry().replace(path, { ...createKey('X'), className: 'Class', securityDescriptor });
      await registry().replace(path, createKey('X'));
      const key = await registry().read(path);
      assert.equal(key?.className, undefined);
      equalBytes(key?.securityDescriptor, securityDescriptor);
    });

    it('gives copies', async () => {
      const path = `${sms}\\Copy`;
      await registry().setValue(path, stringValue('X', 'x'));
      (await registry().read(path))!.values.pop();
      (await registry().value(path, 'X'))!.data.fill(0);
      equalBytes((await registry().value(path, 'X'))?.data, stringValue('X', 'x').data);
    });

    it('removes a key with all that is below, and what is gone already', async () => {
      await registry().setValue(`${sms}\\Gone\\Below`, stringValue('X', 'x'));
      for (let attempt = 0; attempt < 2; attempt++) {
        await registry().remove(`${sms}\\GONE`);
        assert.equal(await registry().read(`${sms}\\Gone`), undefined);
      }
      await registry().remove(`${sms}\\Never\\Was`);
      assert.equal(await registry().read(`${sms}\\Never`), undefined);
    });

    for (const hive of ['HKLM\\SOFTWARE', 'HKLM\\SYSTEM']) {
      it(`never removes all of ${hive}`, async () => {
        await rejectsWith('PATH_INVALID', registry().remove(hive));
        assert.ok((await registry().read(hive))!.subkeys.length > 0);
      });
    }

    it('loses none of many changes made side by side', async () => {
      const values = Array.from({ length: 20 }, (_, index) => dwordValue(`V${index}`, index));
      await Promise.all(values.map(value => registry().setValue(`${sms}\\Many`, value)));
      assert.deepEqual(names((await registry().read(`${sms}\\Many`))!.values).sort(), names(values).sort());
    });

    it('shows every change to other instances', async () => {
      const other = shared.another();
      assert.equal(await other.registry.value(`${sms}\\Seen`, 'X'), undefined);
      await registry().setValue(`${sms}\\Seen`, stringValue('X', 'x'));
      assert.ok(await other.registry.value(`${sms}\\Seen`, 'X'));
    });

    it('is none the worse for a change that the registry cannot hold', async () => {
      const path = `${sms}\\Unharmed`;
      await registry().setValue(path, stringValue('X', 'x'));
      const twins = createKey('SMS');
      twins.subkeys.push(createKey('Twin'), createKey('TWIN'));
      await rejectsWith('REGISTRY_LIMIT', registry().replace(path, twins));
      await registry().setValue(`${sms}\\Other`, stringValue('X', 'x'));
      assert.deepEqual(names((await registry().read(path))!.values), ['X']);
    });

    for (const path of [
      '',
      'HKLM',
      'HKLM\\SAM',
      'HKCU\\SOFTWARE',
      'SOFTWARE',
      `${sms}\\`,
      `${sms}\\\\X`,
      `${sms}\\X\0Y`,
    ]) {
      it(`refuses the path ${JSON.stringify(path)}`, async () => {
        await rejectsWith('PATH_INVALID', registry().read(path));
        await rejectsWith('PATH_INVALID', registry().value(path, 'X'));
        await rejectsWith('PATH_INVALID', registry().setValue(path, stringValue('X', 'x')));
        await rejectsWith('PATH_INVALID', registry().replace(path, createKey('X')));
        await rejectsWith('PATH_INVALID', registry().remove(path));
      });
    }
  });
}

/** In hive order, with all that a key can have. */
function sampleKey(): RegistryKey {
  const key: RegistryKey = { ...createKey('SMS'), lastWrite: 124_000_000_000_000_001n, className: 'GenericClass' };
  setValue(key, stringValue('', 'default'));
  setValue(key, stringValue('Install', 'C:\\SMS'));
  setValue(key, multiStringValue('List', ['one', 'two']));
  setValue(key, { name: 'Odd', type: 0x1234, data: Uint8Array.of(1, 2, 3) });
  setValue(key, { name: 'Empty', type: 3, data: new Uint8Array() });
  const deep = ensureKey(key, 'Components\\SMS_EXECUTIVE\\Threads', { lastWrite: 124_000_000_000_000_002n });
  setValue(deep, dwordValue('SMS_SCHEDULER', 0xffffffff));
  ensureKey(key, 'Identification', { lastWrite: 3n });
  return key;
}

/** The key without what the registry under test does not keep. */
function lacking(key: RegistryKey, traits: Required<Pick<RegistryTraits, 'keyTimes' | 'keyClasses'>>): RegistryKey {
  const { className, ...rest } = key;
  return {
    ...rest,
    ...(traits.keyClasses && className !== undefined ? { className } : {}),
    lastWrite: traits.keyTimes ? key.lastWrite : 0n,
    subkeys: key.subkeys.map(subkey => lacking(subkey, traits)),
  };
}

/** Without the security descriptors, which a hive gives to keys that have none, and with data that compare by content. */
function plain(key: RegistryKey): unknown {
  return {
    name: key.name,
    className: key.className,
    lastWrite: key.lastWrite,
    values: key.values.map(({ name, type, data }) => [name, type, Buffer.from(data).toString('hex')]),
    subkeys: key.subkeys.map(plain),
  };
}
