import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { isResiteError } from '@resite/errors';
import { readSecret } from '../src/access/secret.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-secret-'));
});
after(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(mkdtempSync(join(folder, 'x')), 'password');
  writeFileSync(path, content);
  return path;
}

for (const [content, secret] of [
  ['simple\n', 'simple'],
  ['with spaces \r\nsecond line', 'with spaces '],
  ['no line end', 'no line end'],
  ['\u{feff}with a mark\r\n', 'with a mark'],
  [Buffer.from('\u{feff}in UTF-16 ü\r\nsecond', 'utf16le'), 'in UTF-16 ü'],
  [Buffer.from('\u{feff}in UTF-16 ü\r\n', 'utf16le').swap16(), 'in UTF-16 ü'],
] as const) {
  test(`the secret of ${inspect(content)} is its first line`, async () => {
    assert.equal(await readSecret({ file: file(content) }), secret);
  });
}

test('a command prints the secret', async () => {
  assert.equal(await readSecret({ command: 'printf "from command\\nmore"' }), 'from command');
  assert.equal(await readSecret({ command: 'pwd', folder: '/usr' }), '/usr');
});

test('a person is asked', async () => {
  assert.equal(
    await readSecret({ prompt: 'Password of X' }, async question => `answer to ${question}`),
    'answer to Password of X',
  );
});

for (const [what, reference, words] of [
  ['a missing file', { file: '/nowhere/password' }, '/nowhere/password: it does not exist'],
  ['a folder', { file: tmpdir() }, `${tmpdir()}: it is a folder`],
  ['a command that fails', { command: 'printf hu; printf sh; exit 3' }, 'failed'],
  ['a command that prints nothing', { command: 'true' }, 'true'],
  ['a question without a terminal', { prompt: 'Password' }, 'no terminal'],
] as const) {
  test(`${what} is SECRET_UNREADABLE, and the error does not hold what was printed`, async () => {
    await assert.rejects(readSecret(reference), error => {
      assert.ok(isResiteError(error, 'SECRET_UNREADABLE'));
      assert.ok(error.message.includes(words), error.message);
      assert.ok(!JSON.stringify([error.message, error.hint]).includes('hush'));
      assert.equal(error.cause, undefined);
      return true;
    });
  });
}

test('without a terminal, a password can come from a file', async () => {
  await assert.rejects(
    readSecret({ prompt: 'Password' }),
    error => isResiteError(error) && error.remedy?.kind === 'name-password-file',
  );
});

test('an empty file holds no secret', async () => {
  await assert.rejects(readSecret({ file: file('\n') }), error => isResiteError(error, 'SECRET_UNREADABLE'));
});

test('bytes that are not UTF-8 are no text for an account', async () => {
  await assert.rejects(
    readSecret({ file: file(Buffer.from('stra\xdfe\n', 'latin1')) }),
    error => isResiteError(error, 'SECRET_UNREADABLE') && error.message.endsWith('is not text in UTF-8'),
  );
});
