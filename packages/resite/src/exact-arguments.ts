import { readFileSync } from 'node:fs';
import { ResiteError } from '@resite/errors';
import { textFromBytes } from '@resite/filesystem/path-text';

/**
 * The arguments with all of their bytes, see `textFromBytes`: Node has put U+FFFD in the place of those that are not UTF-8, so that
 * another file would be meant. Linux keeps what was typed. `USAGE` where it cannot be read.
 */
export function exactArguments(args: readonly string[]): readonly string[] {
  if (process.platform !== 'linux' || !args.some(isDoubtful)) return args;
  const typed = whatWasTyped(args.length);
  return args.map((arg, index) => {
    const bytes = typed[index];
    if (bytes?.toString() === arg) return textFromBytes(bytes);
    throw new ResiteError(
      'USAGE',
      `the bytes of argument ${index + 1} are not known: it is not UTF-8, or holds U+FFFD`,
      {
        hint: 'They are read from /proc/self/cmdline. Mount /proc, or name it otherwise.',
      },
    );
  });
}

/** The value of an environment variable, to the byte. */
export function exactVariable(name: string): string | undefined {
  const value = process.env[name];
  if (value === undefined || process.platform !== 'linux' || !isDoubtful(value)) return value;
  const start = Buffer.from(`${name}=`);
  const entry = parts('/proc/self/environ').find(part => part.subarray(0, start.length).equals(start));
  const bytes = entry?.subarray(start.length);
  return bytes?.toString() === value ? textFromBytes(bytes) : value;
}

const isDoubtful = (text: string) => text.includes('\ufffd');

function whatWasTyped(count: number): Buffer[] {
  return parts('/proc/self/cmdline').slice(-count);
}

function parts(file: string): Buffer[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return []; // a computer without /proc
  }
  const found: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    found.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length : end + 1;
  }
  return found;
}
