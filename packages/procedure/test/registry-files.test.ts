import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKey, ensureKey, parseHive, parseReg, type RegistryKey, setValue, stringValue } from '@resite/registry';
import { checkHive } from '@resite/registry/hive-rescue';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { hiveOf, type ReadingWindows, serviceKeyFiles, siteKeyFiles } from '../src/snapshot/registry-files.ts';
import { manifest, restoreFacts } from './support/description.ts';

const path = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
const servicePath = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SMS_EXECUTIVE';
const filesFor = (windows: ReadingWindows, key = smsKey()) => {
  const files = siteKeyFiles(path, key, windows);
  const one = (name: string) => files.find(({ file }) => file === `registry/${name}`)!;
  return { files, hive: one('SMS.hiv'), text: one('SMS.reg'), regedit4: one('SMS-regedit4.reg') };
};

function smsKey(...names: string[]): RegistryKey {
  const key = createKey('SMS');
  const identification = ensureKey(key, 'Identification');
  for (const name of ['Site Code', ...names]) setValue(identification, stringValue(name, 'S01'));
  return key;
}

for (const [windowsVersion, minorVersion, readers] of [
  ['3.5', 2, 'REGEDT32 of Windows NT 3.5, 3.51 and later'],
  ['3.51', 2, 'REGEDT32 of Windows NT 3.5, 3.51 and later'],
  ['4.0', 3, 'REGEDT32 of Windows NT 4.0 and later'],
  ['5.0', 3, 'REGEDT32 of Windows NT 4.0 and later'],
  ['5.1', 5, 'Windows XP and later'],
  [undefined, 3, 'REGEDT32 of Windows NT 4.0 and later'],
] as const) {
  test(`the hive of Windows ${windowsVersion ?? 'of an unknown version'} has the format 1.${minorVersion}`, () => {
    const { hive } = filesFor({ windowsVersion });
    const found = parseHive(hive.content);
    assert.equal(found.minorVersion, minorVersion);
    assert.equal(found.root.subkeys[0]?.name, 'Identification');
    assert.deepEqual(checkHive(hive.content), []);
    assert.deepEqual([hive.format, hive.for], [`hive 1.${minorVersion}`, readers]);
  });
}

test('beside the text in UTF-16 there is one in the code page of that Windows', () => {
  const { text, regedit4 } = filesFor({ codePage: 1251 }, smsKey('Город'));
  assert.deepEqual([text.format, regedit4.format, regedit4.codePage], ['5.00', 'REGEDIT4', 1251]);
  assert.ok(regedit4.content.toString('latin1').startsWith('REGEDIT4\r\n'));
  assert.deepEqual(parseReg(regedit4.content, { codePage: 1251 }).sections, parseReg(text.content).sections);
  assert.equal('leftOut' in regedit4, false);
  const service = createKey('SMS_EXECUTIVE');
  setValue(service, stringValue('ImagePath', 'C:\\SMS\\Größe.EXE'));
  const [, ansi] = serviceKeyFiles(servicePath, service, { codePage: 1252 });
  assert.equal(ansi?.file, 'registry/services/SMS_EXECUTIVE-regedit4.reg');
  assert.ok(ansi.content.toString('latin1').includes('"ImagePath"="C:\\\\SMS\\\\Gr\xf6\xdfe.EXE"\r\n'));
});

test('what the code page cannot say is named; of an unknown code page only ASCII is taken', () => {
  const of = (windows: ReadingWindows, ...names: string[]) => filesFor(windows, smsKey(...names)).regedit4.leftOut;
  const place = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]';
  assert.deepEqual(of({ codePage: 1252 }, 'ж', 'ö'), [
    `${place} "\\u0436": its name: characters that code page 1252 does not have`,
  ]);
  assert.deepEqual(of({}, 'ö'), [`${place} "\\u00f6": its name: characters that code page 20127 does not have`]);
});

test('a manifest has room for what is left out, however much it is', () => {
  const names = [...Array(300).keys()].map(index => `${'ж'.repeat(240)}${index}`);
  const { leftOut = [] } = filesFor({ codePage: 1252 }, smsKey(...names)).regedit4;
  assert.equal(leftOut.length, 101);
  assert.ok(leftOut.every(text => text.length <= 1003));
  assert.equal(leftOut.at(-1), 'and 200 more, which the file lists');
});

test('the runbook names the format of the hive, and the way out where that is not for this Windows', () => {
  const registryStep = (facts: typeof restoreFacts) =>
    planRestore(facts).steps.find(({ id }) => id === 'restore-registry')!.byHand;
  const { hive } = filesFor({ windowsVersion: '3.51' });
  const { content: _, ...described } = hive;
  const recorded = { ...manifest, registryFiles: [described] };
  assert.equal(hiveOf(recorded), described);
  assert.match(
    registryStep({ ...restoreFacts, manifest: recorded }),
    /^The file is `X:\\\.resite\\registry\\SMS\.hiv`, for REGEDT32 of Windows NT 3\.5, 3\.51 and later \(hive 1\.2\)\. REGEDT32: /,
  );
  // A snapshot of an earlier version.
  assert.match(
    registryStep(restoreFacts),
    /\(hive 1\.3\)\. That of Windows NT 3\.51 does not .*`resite registry convert --format 1\.2 FOLDER\/\.resite\/registry\/SMS\.hiv FOLDER\/\.resite\/registry\/SMS351\.hiv`/,
  );
  const { site } = manifest;
  const newer = { ...manifest, site: { ...site, identity: { ...site.identity, windowsVersion: '4.0' } } };
  assert.match(registryStep({ ...restoreFacts, manifest: newer }), /NT 4\.0 and later \(hive 1\.3\)\. REGEDT32: /);
});

test('what a .reg file of the snapshot lacks is a remark of its restore', () => {
  const registryFiles = filesFor({ codePage: 1252 }, smsKey('ж')).files.map(({ content: _, ...file }) => file);
  const { remarks = [] } = planRestore({ ...restoreFacts, manifest: { ...manifest, registryFiles } });
  const found = remarks.filter(({ id }) => id === 'left-out-of-text');
  assert.equal(found.length, 1);
  assert.match(found[0]!.what, /SMS-regedit4\.reg lacks what code page 1252 cannot say: .*"\\u0436"/);
  assert.match(found[0]!.todo, /registry\/SMS\.hiv/);
});
