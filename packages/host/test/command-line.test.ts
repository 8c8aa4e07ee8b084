import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { commandLine } from '../src/image/command-line.ts';

test('Windows takes apart what was put together', () => {
  const argument = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '\t', '/', 'ä'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(argument), args => {
      assert.deepEqual(split(commandLine('C:\\x y\\a.exe', args)), ['C:\\x y\\a.exe', ...args]);
    }),
    { numRuns: sampled(300, 10_000) },
  );
});

/** The rules of `CommandLineToArgvW` for arguments after the first. */
function split(line: string): string[] {
  const args: string[] = [];
  let index = 0;
  while (index < line.length) {
    let arg = '';
    let quoted = false;
    for (; index < line.length && (quoted || !/[ \t]/.test(line[index]!)); ) {
      const slashes = /^\\*/.exec(line.slice(index))![0].length;
      const quote = line[index + slashes] === '"';
      arg += '\\'.repeat(quote ? slashes >> 1 : slashes);
      index += slashes;
      if (quote) {
        if (slashes % 2 === 1) arg += '"';
        else quoted = !quoted;
        index++;
      } else if (slashes === 0) {
        arg += line[index++];
      }
    }
    args.push(arg);
    while (/[ \t]/.test(line[index] ?? '')) index++;
  }
  return args;
}
