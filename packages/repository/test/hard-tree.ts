import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setExtendedAttribute, setTimes } from '@resite/filesystem';

/** Names that are hard on escaping, sorting or encoding. */
export const hardNames: Buffer[] = [
  'plain.txt',
  ' leading and trailing ',
  'quote"s',
  "apostrophe's",
  'back\\slash',
  'tab\tnew\nline\rreturn',
  'bell\x07\b\f\v',
  'control\x01\x1f',
  'delete\x7f',
  '<angle & ampersand>',
  'percent%20',
  'é',
  'e\u0301',
  '日本語',
  '😀',
  '👩‍👩‍👧',
  '\u200b',
  '\u2028',
  '\u00a0',
  '\u00ad',
  '\ufeff',
  '\ufffd',
  '\ue000',
  '\u0378',
  '\u{10ffff}',
  '\uff5e',
  '-dash',
  '.hidden',
  'x'.repeat(255),
  '\\xff',
  '\\u00e9',
]
  .map(name => Buffer.from(name))
  .concat(
    Buffer.from([0xff]),
    Buffer.from([0x41, 0x80, 0x42]),
    Buffer.from([0xed, 0xa0, 0x80]), // a lone surrogate
    Buffer.from([0xc0, 0xaf]), // an overlong slash
    Buffer.from([0xf0, 0x9f, 0x98]), // half an emoji
    Buffer.from([0xe2, 0x28, 0xa1, 0xc3]),
  );

/** Files, folders, links and devices with everything that restic keeps of them. */
export function makeHardTree(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = join(folder, 'names');
  mkdirSync(names);
  for (const name of hardNames)
    writeFileSync(Buffer.concat([Buffer.from(`${names}/`), name]), `content of ${name.toString('hex')}`);
  makeContents(join(folder, 'contents'));
  makeKinds(join(folder, 'kinds'));
  mkdirSync(join(folder, 'empty folder'));
  setTimes(join(folder, 'empty folder'), 0n, 1_234_567_890_123_456_789n);
}

function makeContents(folder: string): void {
  mkdirSync(folder);
  const put = (name: string, data: Uint8Array) => writeFileSync(join(folder, name), data);
  const smallest = 512 * 1024;
  put('empty', Buffer.alloc(0));
  put('one byte', Buffer.from('x'));
  put('one chunk exactly', randomBytes(smallest));
  put('one chunk and a byte', randomBytes(smallest + 1));
  put('random', randomBytes(2_000_000));
  put('zeros', Buffer.alloc(9_000_000));
  const text = Buffer.from(Array.from({ length: 60_000 }, (_, line) => `line ${line * line}\n`).join(''));
  put('text', text);
  put('copy of text', text);
}

function makeKinds(folder: string): void {
  mkdirSync(folder);
  const at = (name: string) => join(folder, name);
  symlinkSync('../contents/text', at('link'));
  symlinkSync('/nowhere/at all "quoted" <é>', at('dangling link'));
  execFileSync('mkfifo', [at('fifo')]);
  writeFileSync(at('first name'), 'one file, three names');
  linkSync(at('first name'), at('second name'));
  linkSync(at('first name'), at('third name'));
  for (const [name, mode] of [
    ['setuid', 0o4755],
    ['setgid', 0o2711],
    ['read only', 0o444],
  ] as const) {
    writeFileSync(at(name), name);
    chmodSync(at(name), mode);
  }
  mkdirSync(at('sticky folder'));
  chmodSync(at('sticky folder'), 0o1777);
  writeFileSync(at('attributes'), '');
  setExtendedAttribute(at('attributes'), 'user.DOSATTRIB', Buffer.from('0x22'));
  mkdirSync(at('folder with attribute'));
  setExtendedAttribute(at('folder with attribute'), 'user.binary', Buffer.from([0, 255, 10, 34]));
  const times: [string, bigint][] = [
    ['nanoseconds', 1_600_000_000_000_000_001n],
    ['hundred nanoseconds', 873_000_000_910_736_800n],
    ['whole second', 1_000_000_000_000_000_000n],
    ['before 1970', -86_400_000_000_001n],
    ['far future', 4_102_444_800_500_000_000n],
  ];
  for (const [name, modified] of times) {
    writeFileSync(at(name), name);
    setTimes(at(name), modified, modified);
  }
  setTimes(at('link'), 0n, 999_999_999_999_999_999n);
  if (process.getuid?.() !== 0) return;
  writeFileSync(at('for root only'), 'secret', { mode: 0 });
  execFileSync('mknod', [at('character device'), 'c', '1', '3']);
  execFileSync('mknod', [at('block device'), 'b', '259', '70000']);
  writeFileSync(at('of others'), '');
  chownSync(at('of others'), 12345, 54321);
}
