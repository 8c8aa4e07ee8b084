import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  applyReg,
  createKey,
  diffKeys,
  dwordValue,
  ensureKey,
  findKey,
  formatReg,
  hiveFormats,
  parseHive,
  parseReg,
  type RegistryKey,
  readString,
  saveKey,
  setValue,
  stringValue,
  typeName,
  writeHive,
} from '../src/index.ts';
import { sampleKey } from './sample.ts';
import { runTool } from './tool.ts';

// Hives of ours under the eyes of three independent readers (hivex, reglookup, libregf), and hives that hivex changed under ours.

const prefix = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS';
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resite-hive-'));
});
after(() => rm(folder, { recursive: true }));

async function store(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** More subkeys than one list takes, more data than one cell of format 1.5 takes. */
function largeKey(): RegistryKey {
  const key = sampleKey();
  for (let index = 0; index < 1200; index++) setValue(ensureKey(key, `Clients\\${index}`), dwordValue('n', index));
  setValue(key, { name: 'Big', type: 3, data: new Uint8Array(50_000).map((_, index) => index * 7) });
  return key;
}

for (const minorVersion of hiveFormats) {
  test(`hivexregedit exports from a hive of format 1.${minorVersion} what we put in`, async () => {
    const key = minorVersion === 3 ? largeKey() : sampleKey();
    const hive = await store(`export-${minorVersion}`, writeHive(key, { minorVersion }));
    const text = runTool('hivexregedit', ['--export', '--prefix', prefix, hive, '\\'], 'libwin-hivex-perl');
    assert.deepEqual(diffKeys(key, imported(Buffer.from(text.replace(`[${prefix}\\]`, `[${prefix}]`)))), []);
  });

  test(`hivexml lists every key and value of format 1.${minorVersion}`, async () => {
    const key = largeKey();
    const hive = await store(`xml-${minorVersion}`, writeHive(key, { minorVersion }));
    const xml = runTool('hivexml', [hive], 'libhivex-bin');
    const all = [...keysBelow(key, '')];
    assert.equal(xml.match(/<node /g)?.length, all.length);
    assert.equal(
      xml.match(/<value /g)?.length,
      all.reduce((count, each) => count + each.key.values.length, 0),
    );
    assert.ok(xml.includes('<node name="Ключ">'));
    assert.ok(xml.includes('key="Ünïcode" value="größe € 漢字 𐐷"'));
  });

  test(`reglookup prints the keys and values of format 1.${minorVersion} with their content`, async () => {
    const key = ensureKey(largeKey(), 'Clients');
    for (const value of sampleKey().values) if (isAscii(value.name) && isAscii(shown(value))) setValue(key, value);
    const hive = await store(`lookup-${minorVersion}`, writeHive(key, { minorVersion }));
    const lines = runTool('reglookup', ['-H', hive], 'reglookup').trimEnd().split('\n');
    const expected = [...keysBelow(key, '')].flatMap(({ path, key: { values } }) => [
      [path || '/', 'KEY', ''],
      ...values.map(value => [`${path || '/'}/${value.name}`, lookupTypes[value.type] ?? '', shown(value)]),
    ]);
    assert.deepEqual(lines.map(lookupRow), expected);
  });

  test(`regfexport finds nothing wrong in format 1.${minorVersion} and the same content`, async () => {
    const key = largeKey();
    const hive = await store(`regf-${minorVersion}`, writeHive(key, { minorVersion }));
    const text = runTool('regfexport', [hive], 'libregf-utils');
    const paths = [...text.matchAll(/^Key path: (.*)$/gm)].map(match => match[1]);
    assert.deepEqual(
      paths,
      [...keysBelow(key, '')].map(({ path }) => `SMS${path.replaceAll('/', '\\')}`),
    );
    const names = [...text.matchAll(/^Value: \d+ (.*)$/gm)].map(match => match[1]);
    assert.deepEqual(
      names,
      [...keysBelow(key, '')].flatMap(each => each.key.values.map(({ name }) => name || '(default)')),
    );
    const data = hexDump(text, 'Big');
    assert.deepEqual(data, key.values.find(({ name }) => name === 'Big')!.data);
    assert.ok(text.includes('Data: größe € 漢字 𐐷\n'));
    assert.match(runTool('regfinfo', [hive], 'libregf-utils'), new RegExp(`Version:\\s+1\\.${minorVersion}\n`));
  });
}

test('what hivexregedit merges into an empty hive of ours comes back', async () => {
  const key = sampleKey();
  for (const minorVersion of hiveFormats) {
    const hive = await store(`merge-${minorVersion}`, writeHive(createKey('SMS'), { minorVersion }));
    const text = formatReg(prefix, key).toString('utf16le').slice(1);
    const changes = await store(`merge-${minorVersion}.reg`, Buffer.from(text));
    runTool('hivexregedit', ['--merge', '--prefix', prefix, hive, changes], 'libwin-hivex-perl');
    const { root } = parseHive(await readFile(hive));
    assert.deepEqual(diffKeys(key, root), []);
  }
});

test('what hivexsh changes in a hive of ours comes back', async () => {
  const key = sampleKey();
  const hive = await store('shell', saveKey(key));
  const commands = [
    'cd Components',
    'add New',
    'cd New',
    'setval 2',
    'v1',
    'string:hello',
    'v2',
    'hex:4:01,00,00,00',
    'cd \\Ключ',
    'del',
    'commit',
  ];
  const script = await store('shell.txt', Buffer.from(`${commands.join('\n')}\n`));
  runTool('hivexsh', ['-w', '-f', script, hive], 'libhivex-bin');
  const added = ensureKey(key, 'Components\\New');
  setValue(added, stringValue('v1', 'hello'));
  setValue(added, dwordValue('v2', 1));
  key.subkeys = key.subkeys.filter(({ name }) => name !== 'Ключ');
  const { root } = parseHive(await readFile(hive));
  assert.deepEqual(diffKeys(key, root), []);
  assert.deepEqual(findKey(root, 'components\\new')?.securityDescriptor, root.securityDescriptor);
});

test('the default security descriptor is understood by reglookup', async () => {
  const hive = await store('security', writeHive(createKey('R', { lastWrite: 125911584000000000n })));
  const [line] = runTool('reglookup', ['-s', '-H', hive], 'reglookup').trimEnd().split('\n');
  const [path, type, value, mtime, owner, group, , access] = line!.split(',');
  assert.deepEqual(
    [path, type, value, mtime, owner, group],
    ['/', 'KEY', '', '2000-01-01 00:00:00', 'S-1-5-32-544', 'S-1-5-18'],
  );
  assert.deepEqual(
    access?.split('|').map(entry => entry.split(':')[0]),
    ['S-1-1-0', 'S-1-3-0', 'S-1-5-18', 'S-1-5-32-544'],
  );
});

function imported(reg: Uint8Array): RegistryKey {
  const root = createKey('SMS');
  applyReg(parseReg(reg), prefix, root);
  return root;
}

function* keysBelow(key: RegistryKey, path: string): Generator<{ path: string; key: RegistryKey }> {
  yield { path, key };
  for (const subkey of key.subkeys) yield* keysBelow(subkey, `${path}/${subkey.name}`);
}

const lookupTypes: Readonly<Record<number, string>> = {
  0: 'NONE',
  1: 'SZ',
  2: 'EXPAND_SZ',
  3: 'BINARY',
  4: 'DWORD',
  5: 'DWORD_BE',
  7: 'MULTI_SZ',
  8: 'RSRC_LIST',
  11: 'QWORD',
  32: '0x00000020',
};

/** A line of reglookup: path, type and value, `%XX` decoded. */
function lookupRow(line: string): string[] {
  const [path = '', type = '', value = ''] = line.split(',');
  return [path, type, value].map(field =>
    field.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** The value as reglookup shows it. */
function shown(value: RegistryKey['values'][number]): string {
  const bytes = Buffer.from(value.data);
  switch (typeName(value.type)) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return readString(value);
    case 'REG_MULTI_SZ':
      return bytes
        .toString('utf16le')
        .replace(/\0\0?$/, '')
        .replaceAll('\0', '|');
    case 'REG_DWORD':
      return `0x${bytes.readUInt32LE().toString(16).toUpperCase().padStart(8, '0')}`;
    case 'REG_DWORD_BIG_ENDIAN':
      return `0x${bytes.readUInt32BE().toString(16).toUpperCase().padStart(8, '0')}`;
    case 'REG_QWORD':
      return `0x${bytes.readBigUInt64LE().toString(16).toUpperCase().padStart(16, '0')}`;
    default:
      return bytes.length === 0 ? '(null)' : bytes.toString('latin1');
  }
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** The bytes of a value that regfexport dumps. */
function hexDump(text: string, name: string): Uint8Array {
  const start = text.search(new RegExp(`^Value: \\d+ ${name}$`, 'm'));
  const dump = text.slice(start, text.indexOf('\n\n', start));
  const lines = [...dump.matchAll(/^[0-9a-f]{8}: ((?:[0-9a-f]{2} {1,2})+)/gm)];
  return new Uint8Array(Buffer.from(lines.map(match => match[1]!.replaceAll(' ', '')).join(''), 'hex'));
}
