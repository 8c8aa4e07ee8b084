import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  codePages,
  createKey,
  ensureKey,
  findKey,
  multiStringValue,
  parseHive,
  setValue,
  stringValue,
  writeHive,
} from '@resite/registry';
import { normalized, type Outcome, resite, temporaryFolder } from './support/cli.ts';

const reg = (...lines: string[]) => `Windows Registry Editor Version 5.00\r\n\r\n${lines.join('\r\n')}\r\n`;

const first = reg(
  '[HKEY_LOCAL_MACHINE\\SMS]',
  '"Site Code"="S01"',
  '@=dword:0000002a',
  '"Bytes"=hex:01,02,03',
  '[HKEY_LOCAL_MACHINE\\SMS\\Identification\\Deep]',
  '"List"=hex(7):61,00,00,00,00,00',
);

async function setUp(t: TestContext, files: Record<string, string> = {}) {
  const folder = await temporaryFolder(t, { 'first.reg': first, ...files });
  const raw = (...args: string[]) => resite(['registry', ...args], { cwd: folder });
  const type = async (...args: string[]): Promise<Outcome> => normalized(await raw(...args), folder);
  const made = await raw('convert', 'first.reg', 'SMS.hiv');
  assert.deepEqual(made, { code: 0, stdout: 'Wrote SMS.hiv\n', stderr: '' });
  return { folder, type, raw, hive: join(folder, 'SMS.hiv') };
}

test('a hive is made of a .reg file and shown, all of it or one key', async t => {
  const { type } = await setUp(t);
  assert.deepEqual(await type('show', 'SMS.hiv'), {
    code: 0,
    stdout: `\\  <time>
  Site Code = REG_SZ "S01"
  (default) = REG_DWORD 0x0000002a
  Bytes = REG_BINARY 01 02 03
\\Identification  <time>
\\Identification\\Deep  <time>
  List = REG_MULTI_SZ ["a"]
`,
    stderr: '',
  });
  const one = await type('show', 'SMS.hiv', '--key', 'identification\\deep', '--security');
  assert.equal(
    one.stdout,
    `\\identification\\deep  <time>
  security O:BAG:SYD:(A;CI;KR;;;WD)(A;CI;KA;;;CO)(A;CI;KA;;;SY)(A;CI;KA;;;BA)
  List = REG_MULTI_SZ ["a"]
`,
  );
});

test('with --json a key is an object', async t => {
  const { raw } = await setUp(t);
  const { stdout } = await raw('show', 'SMS.hiv', '--json');
  const keys = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.deepEqual(
    keys.map(({ message_type, path }) => [message_type, path]),
    [
      ['registry_key', '\\'],
      ['registry_key', '\\Identification'],
      ['registry_key', '\\Identification\\Deep'],
    ],
  );
  assert.deepEqual(keys[0].values[0], { name: 'Site Code', type: 'REG_SZ', data: '5300300031000000', text: 'S01' });
});

test('what is exported is imported again without a change; other changes are made and said', async t => {
  const { folder, type, hive } = await setUp(t, {
    'more.reg': reg(
      '[HKEY_LOCAL_MACHINE\\SMS]',
      '"site code"="S02"',
      '"Bytes"=-',
      '[-HKEY_LOCAL_MACHINE\\SMS\\Identification\\Deep]',
      '[HKEY_LOCAL_MACHINE\\SMS\\New]',
      '"n"=dword:00000001',
    ),
  });
  assert.deepEqual(await type('export', 'SMS.hiv', 'out.reg'), { code: 0, stdout: 'Wrote out.reg\n', stderr: '' });
  assert.ok(
    (await readFile(join(folder, 'out.reg'), 'utf16le')).includes('[HKEY_LOCAL_MACHINE\\SMS\\Identification\\Deep]'),
  );
  const before = await readFile(hive);
  assert.equal((await type('import', 'SMS.hiv', 'out.reg')).stdout, 'No changes made in SMS.hiv\n');
  assert.deepEqual(await readFile(hive), before);

  const lines = `~ \\ » Site Code = REG_SZ "S01" → REG_SZ "S02"
- \\ » Bytes = REG_BINARY 01 02 03
- \\Identification\\Deep
- \\Identification\\Deep » List = REG_MULTI_SZ ["a"]
+ \\New
+ \\New » n = REG_DWORD 0x00000001
`;
  await chmod(hive, 0o640);
  assert.deepEqual(await type('import', 'SMS.hiv', 'more.reg', '--dry-run'), {
    code: 0,
    stdout: `${lines}6 changes would be made in SMS.hiv\n`,
    stderr: '',
  });
  assert.deepEqual(await readFile(hive), before);
  await writeFile(join(folder, 'before.hiv'), before);
  assert.deepEqual(await type('import', 'SMS.hiv', 'more.reg'), {
    code: 0,
    stdout: `${lines}6 changes made in SMS.hiv\n`,
    stderr: '',
  });
  assert.equal((await stat(hive)).mode & 0o777, 0o640);
  assert.deepEqual(await type('diff', 'before.hiv', 'SMS.hiv'), { code: 0, stdout: lines, stderr: '' });
  assert.equal((await type('check', 'SMS.hiv')).stdout, 'Checked SMS.hiv: sound\n');
  assert.deepEqual((await readdir(folder)).sort(), ['SMS.hiv', 'before.hiv', 'first.reg', 'more.reg', 'out.reg']);
});

test('a key is compared, exported and saved alone', async t => {
  const { folder, type } = await setUp(t);
  const other = createKey('x');
  setValue(ensureKey(other, 'Identification\\Deep'), multiStringValue('List', ['b']));
  setValue(other, stringValue('not', 'looked at'));
  await writeFile(join(folder, 'other.hiv'), writeHive(other));
  assert.deepEqual(await type('diff', 'SMS.hiv', 'other.hiv', '--key', 'Identification'), {
    code: 0,
    stdout: '~ \\Identification\\Deep » List = REG_MULTI_SZ ["a"] → REG_MULTI_SZ ["b"]\n',
    stderr: '',
  });
  assert.equal((await type('diff', 'SMS.hiv', 'SMS.hiv')).stdout, 'No differences\n');
  const saved = await type('convert', 'SMS.hiv', 'deep.hiv', '--key', 'Identification\\Deep', '--format', '1.5');
  assert.deepEqual(saved, { code: 0, stdout: 'Wrote deep.hiv\n', stderr: '' });
  const { root, minorVersion } = parseHive(await readFile(join(folder, 'deep.hiv')));
  assert.deepEqual([root.name, minorVersion, root.values], ['Deep', 5, [multiStringValue('List', ['a'])]]);
  await type('convert', 'SMS.hiv', 'old.hiv', '--format', '1.2');
  assert.equal((await type('check', 'old.hiv')).stdout, 'Checked old.hiv: sound\n');
  assert.equal((await type('diff', 'SMS.hiv', 'old.hiv')).stdout, 'No differences\n');
  await writeFile(join(folder, 'new.reg'), reg('', '[HKEY_LOCAL_MACHINE\\old\\New]', '"a"="b"'));
  assert.match((await type('import', 'old.hiv', 'new.reg')).stdout, /2 changes made in old\.hiv\n/);
  assert.equal(parseHive(await readFile(join(folder, 'old.hiv'))).minorVersion, 2);
  assert.equal((await type('check', 'old.hiv')).stdout, 'Checked old.hiv: sound\n');
  const path = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
  await type('export', 'SMS.hiv', 'key.reg', '--key', 'Identification', '--as', path);
  const text = await readFile(join(folder, 'key.reg'), 'utf16le');
  assert.ok(text.includes('[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification\\Deep]'));
  assert.equal((await type('import', 'SMS.hiv', 'key.reg', '--as', path)).stdout, 'No changes made in SMS.hiv\n');
});

test('a .reg file for Windows NT 4.0 is in its code page, and what it cannot say is named', async t => {
  const { folder, type } = await setUp(t);
  await writeFile(
    join(folder, 'more.reg'),
    reg('', '[HKEY_LOCAL_MACHINE\\SMS]', '"Ort"="Köln"', '"Город"="Псков"', '"both"="ö и"'),
  );
  await type('import', 'SMS.hiv', 'more.reg');
  const missing = (codePage: number) => `characters that code page ${codePage} does not have`;
  assert.deepEqual(await type('export', 'SMS.hiv', 'nt4.reg', '--format', 'REGEDIT4'), {
    code: 0,
    stdout: 'Wrote nt4.reg\n',
    stderr: [
      `warning: Not in nt4.reg: [HKEY_LOCAL_MACHINE\\SMS] "Город": its name: ${missing(1252)}.`,
      `warning: Not in nt4.reg: [HKEY_LOCAL_MACHINE\\SMS] "both": ${missing(1252)}.`,
      '',
    ].join('\n'),
  });
  const western = await readFile(join(folder, 'nt4.reg'), 'latin1');
  assert.ok(western.startsWith('REGEDIT4\r\n\r\n; Left out') && western.includes('\r\n"Ort"="K\xf6ln"\r\n'));

  const russian = ['--code-page', '1251'];
  await type('export', 'SMS.hiv', 'nt4.reg', '--format', 'REGEDIT4', ...russian, '--force');
  await type('convert', 'nt4.reg', 'back.hiv', '--as', 'HKLM\\SMS', ...russian);
  assert.equal(
    (await type('diff', 'SMS.hiv', 'back.hiv')).stdout,
    '- \\ » Ort = REG_SZ "Köln"\n- \\ » both = REG_SZ "ö и"\n',
  );
  assert.match((await type('import', 'SMS.hiv', 'nt4.reg', ...russian)).stdout, /^No changes made/);

  for (const codePage of codePages) {
    const tried = await type('import', 'SMS.hiv', 'nt4.reg', '--dry-run', '--code-page', String(codePage));
    assert.equal(tried.code, 0, `${codePage}: ${tried.stderr}`);
  }
  assert.equal((await type('export', 'SMS.hiv', 'x.reg', '--code-page', '850')).code, 2);
});

/** As after a power failure: the header says that a write began. */
async function makeDirty(file: string): Promise<{ clean: Buffer; dirty: Buffer }> {
  const clean = await readFile(file);
  const dirty = Buffer.from(clean);
  dirty.writeUInt32LE(9, 4);
  dirty.writeUInt32LE((dirty.readUInt32LE(508) ^ clean.readUInt32LE(4) ^ 9) >>> 0, 508);
  await writeFile(file, dirty);
  return { clean, dirty };
}

/** A log of the old format with all pages of the hive. */
function logOf(clean: Buffer): Buffer {
  const header = Buffer.from(clean.subarray(0, 512));
  header.writeUInt32LE(1, 28);
  header.writeUInt32LE((header.readUInt32LE(508) ^ 1) >>> 0, 508);
  const map = Buffer.alloc(512);
  map.write('DIRT');
  map.fill(0xff, 4, 4 + (clean.length - 4096) / 4096);
  return Buffer.concat([header, map, clean.subarray(4096)]);
}

test('a dirty hive is refused without its log files, and completed with them', async t => {
  const { type, hive } = await setUp(t);
  const { clean, dirty } = await makeDirty(hive);
  for (const args of [
    ['import', 'SMS.hiv', 'first.reg'],
    ['show', 'SMS.hiv'],
    ['export', 'SMS.hiv', 'x.reg'],
  ]) {
    const { code, stderr } = await type(...args);
    assert.equal(code, 1);
    assert.match(stderr, /^resite: SMS\.hiv: .* its last write was cut off, and no log file can finish it\n/);
  }
  assert.deepEqual(await readFile(hive), dirty);
  assert.match((await type('check', 'SMS.hiv')).stdout, /^damage 0x4: the sequence numbers are 9 and 1/);

  await writeFile(`${hive}.LOG1`, logOf(clean));
  await writeFile(`${hive}.LOG2`, '');
  const shown = await type('show', 'SMS.hiv', '--key', 'Identification');
  assert.equal(shown.code, 0);
  assert.equal(shown.stderr, 'The last write of SMS.hiv was cut off; it is completed from SMS.hiv.LOG1.\n');
  assert.deepEqual(await readFile(hive), dirty);
  assert.equal((await type('import', 'SMS.hiv', 'first.reg')).code, 0);
  assert.equal((await type('check', 'SMS.hiv')).stdout, 'Checked SMS.hiv: sound\n');
});

test('a damaged hive is refused with the place, checked, and salvaged', async t => {
  const { folder, type, hive } = await setUp(t);
  const bytes = await readFile(hive);
  const value = bytes.indexOf('Bytes', 4096, 'latin1') - 20;
  bytes.write('xx', value);
  await writeFile(hive, bytes);
  const place = `0x${(value - 4).toString(16)}`;
  const refused = await type('show', 'SMS.hiv');
  assert.equal(refused.code, 1);
  assert.ok(
    refused.stderr.includes(`SMS.hiv: the registry hive is damaged at offset ${place}: a value should be there`),
  );
  const problem = `damage ${place} SMS: a value should be there, but its signature "vk" is missing`;
  assert.deepEqual(await type('check', 'SMS.hiv'), {
    code: 1,
    stdout: `${problem}\nChecked SMS.hiv: 1 damage, 0 flaws\n`,
    stderr: `resite: SMS.hiv has 1 damage
  What can be read of it: resite registry convert SMS.hiv <new file> --salvage
  (HIVE_INVALID)
`,
  });
  const salvaged = await type('convert', 'SMS.hiv', 'new.hiv', '--salvage');
  assert.deepEqual(salvaged, {
    code: 0,
    stdout: 'Wrote new.hiv\n',
    stderr: 'lost: SMS: a value should be there, but its signature "vk" is missing\n',
  });
  const { root } = parseHive(await readFile(join(folder, 'new.hiv')));
  assert.deepEqual(
    root.values.map(({ name }) => name),
    ['Site Code', ''],
  );
});

test('a damaged hive that is dirty as well is salvaged together with its log files', async t => {
  const { folder, type, hive } = await setUp(t);
  const { clean, dirty } = await makeDirty(hive);
  dirty.write('xx', dirty.indexOf('Bytes', 4096, 'latin1') - 20);
  await writeFile(hive, dirty);
  const lost = 'lost: SMS: a value should be there, but its signature "vk" is missing\n';
  const cutOff = 'lost: the sequence numbers are 9 and 1: a write was cut off, and its log files must be applied\n';
  const alone = await type('convert', 'SMS.hiv', 'alone.hiv', '--salvage');
  assert.deepEqual(alone, { code: 0, stdout: 'Wrote alone.hiv\n', stderr: cutOff + lost });

  await writeFile(`${hive}.LOG1`, logOf(clean).fill(0, 600));
  const unfit = await type('convert', 'SMS.hiv', 'unfit.hiv', '--salvage');
  assert.equal(unfit.code, 0);
  assert.match(unfit.stderr, /^warning: The log files beside SMS\.hiv are not used: they are damaged, and/);
  assert.ok(unfit.stderr.endsWith(cutOff + lost), unfit.stderr);

  await writeFile(`${hive}.LOG1`, logOf(clean));
  const whole = await type('convert', 'SMS.hiv', 'whole.hiv', '--salvage');
  assert.equal(whole.stderr, 'The last write of SMS.hiv was cut off; it is completed from SMS.hiv.LOG1.\n');
  const valuesOf = async (name: string) => parseHive(await readFile(join(folder, name))).root.values.length;
  assert.deepEqual(await Promise.all(['alone.hiv', 'whole.hiv'].map(valuesOf)), [2, 3]);
});

test('keys without a parent and twins are in what is salvaged, and said', async t => {
  const { folder, type, hive } = await setUp(t);
  const bytes = await readFile(hive);
  bytes.write('xx', bytes.indexOf('Identification', 4096, 'latin1') - 76);
  bytes.write('bytes', bytes.indexOf('Site Code', 4096, 'latin1'));
  bytes.writeUInt16LE(5, bytes.indexOf('bytesCode', 4096, 'latin1') - 18);
  await writeFile(hive, bytes);
  assert.deepEqual(await type('convert', 'SMS.hiv', 'new.hiv', '--salvage'), {
    code: 0,
    stdout: 'Wrote new.hiv\n',
    stderr: `lost: SMS: a key should be there, but its signature "nk" is missing
lost: Deep: where this key belongs is not known; it is below FOUND.000 or one of the next
warning: The value "Bytes" in SMS is now named "Bytes (2)": no hive can hold its own name there.
`,
  });
  const { root } = parseHive(await readFile(join(folder, 'new.hiv')));
  assert.equal(findKey(root, 'FOUND.000\\Deep')?.values.length, 1);
  assert.deepEqual(root.values.map(({ name }) => name).sort(), ['', 'Bytes (2)', 'bytes']);
});

test('what cannot be done is refused, and nothing is changed', async t => {
  const { folder, type, hive } = await setUp(t, {
    'outside.reg': reg('[HKEY_LOCAL_MACHINE\\Other]', '"n"="x"'),
    'bad.reg': reg('[HKEY_LOCAL_MACHINE\\SMS]', '"n"=what'),
  });
  await mkdir(join(folder, 'folder'));
  const before = await readFile(hive);
  for (const [args, code, message] of [
    [['show', 'none.hiv'], 1, /there is no none\.hiv/],
    [['show', 'folder'], 1, /cannot read folder: EISDIR/],
    [['show', 'first.reg'], 1, /first\.reg: the registry hive is damaged/],
    [['show', 'SMS.hiv', '--key', 'Nothing'], 1, /SMS\.hiv has no key Nothing/],
    [
      ['import', 'SMS.hiv', 'outside.reg'],
      1,
      /outside\.reg: .*HKEY_LOCAL_MACHINE\\Other does not lie within HKEY_LOCAL_MACHINE\\SMS/,
    ],
    [['import', 'SMS.hiv', 'first.reg', '--key', 'Identification'], 1, /does not lie within/],
    [['import', 'SMS.hiv', 'bad.reg'], 1, /bad\.reg: line 4/],
    [['export', 'SMS.hiv', 'first.reg'], 2, /first\.reg exists/],
    [['convert', 'SMS.hiv', 'new.hiv', '--format', '1.4'], 2, /1\.4/],
  ] as const) {
    const outcome = await type(...args);
    assert.equal(outcome.code, code, args.join(' '));
    assert.match(outcome.stderr, message);
    assert.equal(outcome.stdout, '');
  }
  assert.deepEqual(await readFile(hive), before);
  assert.equal(await readFile(join(folder, 'first.reg'), 'utf8'), first);
});
