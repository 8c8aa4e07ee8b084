import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createKey,
  defaultSecurityDescriptor,
  dwordValue,
  ensureKey,
  fileTimeToDate,
  formatReg,
  hiveFormats,
  parseHive,
  type RegistryKey,
  sddlToSecurityDescriptor,
  setValue,
  writeHive,
} from '../src/index.ts';
import { decodeDescriptor } from '../src/security/decode-descriptor.ts';
import { formatSid } from '../src/security/sid.ts';
import { sampleKey } from './sample.ts';
import { runTool } from './tool.ts';

// Parse::Win32Registry shows all of a hive: names, classes, times, types, data and security descriptors.

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resite-perl-'));
});
after(() => rm(folder, { recursive: true }));

const script = join(import.meta.dirname, 'win32-registry.pl');
const debianPackage = 'libparse-win32registry-perl';

async function seenByPerl(name: string, hive: Uint8Array): Promise<string[]> {
  const path = join(folder, name);
  await writeFile(path, hive);
  return runTool('perl', [script, path], debianPackage).trimEnd().split('\n');
}

/** What it prints of a tree that it reads as we do. */
function* lines(key: RegistryKey, above = ''): Generator<string> {
  const path = above + hex(Buffer.from(key.name, 'utf16le'));
  const time = String(Math.floor(fileTimeToDate(key.lastWrite).getTime() / 1000));
  const security = key.securityDescriptor ? securityLine(key.securityDescriptor) : '';
  yield ['key', path, key.className ?? '', time, security].join('\t');
  for (const { name, type, data } of key.values) {
    yield ['value', path, hex(Buffer.from(name, 'utf16le')), type, hex(data)].join('\t');
  }
  for (const subkey of key.subkeys) yield* lines(subkey, `${path}/`);
}

function securityLine(descriptor: Uint8Array): string {
  const { owner, group, dacl } = decodeDescriptor(descriptor);
  const entries = (dacl ?? []).map(({ type, mask, sid }) => `${type}:${mask.toString(16)}:${formatSid(sid)}`);
  return [formatSid(owner!), formatSid(group!), ...entries].join(' ');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function tree(): RegistryKey {
  const lastWrite = 125911584000000000n;
  const key = sampleKey();
  key.securityDescriptor = defaultSecurityDescriptor;
  for (let index = 0; index < 1200; index++) {
    setValue(ensureKey(key, `Clients\\${index}`, { lastWrite }), dwordValue('n', index));
  }
  setValue(key, { name: 'Big', type: 3, data: new Uint8Array(50_000).map((_, index) => index * 7) });
  const secured = ensureKey(key, 'Secured', { lastWrite });
  secured.className = 'a class';
  secured.securityDescriptor = sddlToSecurityDescriptor(
    'O:S-1-5-21-1-2-3-1000G:BUD:P(D;CI;KW;;;AN)(A;OICIIO;GA;;;CO)(A;;0x1f;;;S-1-5-80-1-2-3-4-4294967295)',
  );
  return key;
}

for (const minorVersion of hiveFormats) {
  test(`Parse::Win32Registry reads a hive of ours of format 1.${minorVersion} as we do`, async () => {
    const hive = writeHive(tree(), { minorVersion });
    assert.deepEqual(await seenByPerl(`ours-${minorVersion}`, hive), [...lines(parseHive(hive).root)]);
  });

  test(`what hivex wrote into format 1.${minorVersion} is read alike`, async () => {
    const path = join(folder, `hivex-${minorVersion}`);
    await writeFile(path, writeHive(createKey('SMS', { lastWrite: 125911584000000000n }), { minorVersion }));
    const text = formatReg('HKLM\\SMS', sampleKey()).toString('utf16le').slice(1);
    await writeFile(`${path}.reg`, text);
    const merge = ['--merge', '--prefix', 'HKEY_LOCAL_MACHINE\\SMS', path, `${path}.reg`];
    runTool('hivexregedit', merge, 'libwin-hivex-perl');
    const hive = await readFile(path);
    assert.deepEqual(await seenByPerl(`after-hivex-${minorVersion}`, hive), [...lines(parseHive(hive).root)]);
  });
}
