import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { formatWindowsPath, parseWindowsPath } from '@resite/host';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { sampled } from '../../../scripts/sample.ts';

for (const [path, names] of Object.entries({
  'C:\\': [],
  'd:\\SMS': ['SMS'],
  'C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE': ['SMS', 'SITE.SRV', 'X86.BIN', 'SITEINS.EXE'],
  'C:\\.hidden\\...x\\CONSOLE\\COM10\\NULL.TXT\\a b': ['.hidden', '...x', 'CONSOLE', 'COM10', 'NULL.TXT', 'a b'],
  'C:\\Ärger \u{1f4be}': ['Ärger \u{1f4be}'],
})) {
  test(`understands ${path}`, () => {
    const parsed = parseWindowsPath(path);
    assert.deepEqual(parsed, { drive: path[0]!.toUpperCase(), names });
    assert.equal(formatWindowsPath(parsed).slice(1), path.slice(1));
  });
}

test('any text is refused or consists of names that stay within the drive', () => {
  const name = fc.oneof(
    anyText({ maxLength: 8 }),
    fc.constantFrom('.', '..', '', 'NUL', 'aux.c', 'x:y', 'a ', 'b.', '/', '~', '\0'),
  );
  const path = fc
    .tuple(fc.constantFrom('C:\\', 'c:\\', '', '\\', '\\\\', 'C:'), fc.array(name))
    .map(([head, rest]) => head + rest.join('\\'));
  fc.assert(
    fc.property(path, text => {
      try {
        const { drive, names } = parseWindowsPath(text);
        assert.equal(drive, 'C');
        for (const each of names) {
          assert.ok(each !== '' && each !== '.' && each !== '..' && !/[/\\\0:]/.test(each) && each.isWellFormed());
        }
        assert.equal(formatWindowsPath({ drive, names }).toUpperCase(), text.toUpperCase());
      } catch (error) {
        assert.ok(isResiteError(error, 'PATH_INVALID'), String(error));
      }
    }),
    { numRuns: sampled(300, 10_000) },
  );
});
