import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { isResiteError } from '@resite/errors';
import { initRepository, openRepository } from '@resite/repository/open';
import { sampleOf } from '../../../scripts/sample.ts';
import { readRepositoryPassword } from '../src/access/repository-password.ts';
import { openSettings } from '../src/access/repository-settings.ts';

/** The cheapest key that restic accepts. */
const kdf = { N: 2, r: 1, p: 1 };

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-password-'));
});
after(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le');

/** What a file or a command may give, and the password that restic takes it for. */
const forms: readonly (readonly [what: string, content: Buffer, password: Buffer])[] = [
  ['a line', bytes('abc\n'), bytes('abc')],
  ['spaces around', bytes('\t abc def \r\n\n'), bytes('abc def')],
  ['leading empty lines', bytes('\n\r\nabc\n'), bytes('abc')],
  ['two lines', bytes('abc\ndef\n'), bytes('abc\ndef')],
  ['white space of Unicode', Buffer.from('\u3000\u00a0\u0085\u2028abc\u2003\u1680\n'), bytes('abc')],
  ['white space of ASCII', bytes('\v\fabc\f\v'), bytes('abc')],
  ['a NUL', bytes('ab\0c\n'), bytes('ab\0c')],
  ['bytes of Latin-1', bytes('stra\xdfe\n'), bytes('stra\xdfe')],
  ['other bytes of Latin-1', bytes('stra\xdee\n'), bytes('stra\xdee')],
  ['lone bytes that would be spaces', bytes('\x85abc\xa0\n'), bytes('\x85abc\xa0')],
  ['a control character behind spaces', bytes(' \x1fabc'), bytes('\x1fabc')],
  ['letters beyond ASCII', Buffer.from(' Straße 🗝\n'), Buffer.from('Straße 🗝')],
];

/** What counts in files alone. */
const encodings: typeof forms = [
  ['the mark of UTF-8', Buffer.from('\u{feff} abc\n'), bytes('abc')],
  ['two marks of UTF-8', Buffer.from('\u{feff}\u{feff}abc\n'), Buffer.from('\u{feff}abc')],
  ['a mark behind a space', Buffer.from(' \u{feff}abc\n'), Buffer.from('\u{feff}abc')],
  ['UTF-16', utf16(' Straße 🗝\r\n'), Buffer.from('Straße 🗝')],
  ['UTF-16, high byte first', utf16(' Straße 🗝\r\n').swap16(), Buffer.from('Straße 🗝')],
  ['UTF-16 with two marks', utf16('\u{feff}abc'), Buffer.from('\u{feff}abc')],
  ['UTF-16 cut in a character', Buffer.concat([utf16('abc'), bytes('d')]), Buffer.from('abc\ufffd')],
  ['UTF-16 with half a pair', utf16('a\ud83dc'), Buffer.from('a\ufffdc')],
];

const all = [
  ...[...forms, ...encodings].map(form => ['file', ...form] as const),
  ...[...forms, ['the mark of UTF-8', Buffer.from('\u{feff}abc'), Buffer.from('\u{feff}abc')] as const].map(
    form => ['command', ...form] as const,
  ),
];

/** Where the content is, for us and for restic. */
function kept(kind: 'file' | 'command', content: Buffer) {
  const file = join(mkdtempSync(join(folder, 'x')), 'password');
  writeFileSync(file, content);
  return kind === 'file'
    ? { reference: { file }, env: { RESTIC_PASSWORD_FILE: file } }
    : { reference: { command: `cat ${file}` }, env: { RESTIC_PASSWORD_COMMAND: `cat ${file}` } };
}

function restic(env: NodeJS.ProcessEnv, location: string, ...words: string[]) {
  const { RESTIC_PASSWORD: _, ...others } = process.env;
  const run = promisify(execFile)('restic', ['--no-cache', '-q', '-r', location, ...words], {
    env: { ...others, ...env },
    timeout: 60_000,
  });
  // Without a password in its file, restic reads one from its input.
  run.child.stdin?.end();
  return run;
}

for (const [kind, what, content, password] of all) {
  test(`${what} in a ${kind} is the password, to the byte`, async () => {
    assert.deepEqual(await readRepositoryPassword(kept(kind, content).reference), password);
  });
}

for (const [kind, what, content] of sampleOf(all, 8)) {
  test(`restic opens what we make with ${what} in a ${kind}`, async () => {
    const { reference, env } = kept(kind, content);
    const location = join(mkdtempSync(join(folder, 'r')), 'repository');
    await (await initRepository(location, await readRepositoryPassword(reference), { kdf })).close();
    await restic(env, location, 'cat', 'config');
  });
}

// The key of restic costs half a second, so that only some have it the other way round.
for (const [kind, what, content] of sampleOf(all, 2)) {
  test(`restic makes a repository with ${what} in a ${kind}, and we open it`, async () => {
    const { reference, env } = kept(kind, content);
    const location = join(mkdtempSync(join(folder, 'r')), 'repository');
    await restic(env, location, 'init');
    await (await openSettings({ location, password: reference })).close();
  });
}

test('two files that differ in a byte that is not UTF-8 are two passwords', async () => {
  const location = join(folder, 'two');
  await (await initRepository(location, bytes('abc\xff'), { kdf })).close();
  await assert.rejects(openRepository(location, bytes('abc\xfe')), { code: 'WRONG_PASSWORD' });
  await assert.rejects(openRepository(location, 'abc\ufffd'), { code: 'WRONG_PASSWORD' });
});

for (const [what, content] of [
  ['nothing', bytes('')],
  ['white space', Buffer.from('\n \t\u3000\r\n')],
  ['a mark alone', utf16('\r\n')],
] as const) {
  test(`${what} is no password`, async () => {
    const { reference, env } = kept('file', content);
    await assert.rejects(readRepositoryPassword(reference), error => {
      assert.ok(isResiteError(error, 'SECRET_UNREADABLE'));
      assert.equal(error.message, `no password in the file ${reference.file}`);
      return true;
    });
    await assert.rejects(restic(env, join(folder, 'two'), 'cat', 'config'), /an empty password is not a password/);
  });
}

test('what a person types is taken as it is', async () => {
  assert.deepEqual(await readRepositoryPassword({ prompt: 'it' }, async () => ' abc '), bytes(' abc '));
});

test('of a file of two lines that does not open, it is said that all of it counts', async () => {
  const location = join(folder, 'lines');
  await (await initRepository(location, 'abc', { kdf })).close();
  const { reference } = kept('file', bytes('abc\n# of the branch\n'));
  await assert.rejects(openSettings({ location, password: reference }), error => {
    assert.ok(isResiteError(error, 'WRONG_PASSWORD'));
    assert.match(error.hint ?? '', /more than one line .* remove the others/);
    return true;
  });
});
