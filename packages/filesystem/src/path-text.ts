import { isUtf8 } from 'node:buffer';
import { readlinkSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';

/** A path as Node takes it: text where its bytes are UTF-8, the bytes themselves elsewhere. */
export type Path = string | Buffer;

/** Lone halves of surrogate pairs, which no UTF-8 has: a byte that belongs to no character, above U+DC00. */
const strayBytes = /([\udc80-\udcff])/u;
const firstStray = 0xdc00;

/**
 * A name or path of a POSIX system as text that keeps all of its bytes, to be shown, compared, matched and taken apart: a byte
 * that belongs to no character of UTF-8 is a lone surrogate, U+DC80 to U+DCFF (as in Python). It is no path for Node: that
 * is what {@link pathFromText} makes of it.
 */
export function textFromBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let position = 0; position < bytes.length; ) {
    const length = characterLength(bytes, position);
    if (length === 0) text += String.fromCharCode(firstStray + bytes[position]!);
    else text += bytes.toString('utf8', position, position + length);
    position += length || 1;
  }
  return text;
}

/** Bytes of the UTF-8 character at the position, 0 when there is none. */
export function characterLength(bytes: Buffer, position: number): number {
  const first = bytes[position]!;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length < 2 || position + length > bytes.length) return length === 1 ? 1 : 0;
  return isUtf8(bytes.subarray(position, position + length)) ? length : 0;
}

/** The bytes that {@link textFromBytes} has made this text of. */
export function bytesFromText(text: string): Buffer {
  if (!hasStrayBytes(text)) return Buffer.from(text);
  return Buffer.concat(
    text
      .split(strayBytes)
      .map(part => (hasStrayBytes(part) ? Buffer.of(part.charCodeAt(0) - firstStray) : Buffer.from(part))),
  );
}

/** Whether there are bytes in the text that belong to no character. On Windows there are none: names are no bytes there. */
export const hasStrayBytes = (text: string): boolean => process.platform !== 'win32' && strayBytes.test(text);

export const pathFromText = (text: string): Path => (hasStrayBytes(text) ? bytesFromText(text) : text);

export const pathFromBytes = (bytes: Buffer): Path => (isUtf8(bytes) ? bytes.toString() : bytes);

export const textFromPath = (path: Path): string => (typeof path === 'string' ? path : textFromBytes(path));

/** For people: a stray byte as `\xff`. */
export const withBytesShown = (text: string): string =>
  text.replace(new RegExp(strayBytes, 'gu'), stray => `\\x${(stray.charCodeAt(0) - firstStray).toString(16)}`);

/** The working folder, to the byte. `FILE_MISSING` when it has been removed. */
export function workingFolder(): string {
  const folder = currentFolder();
  // Node has put U+FFFD where a byte is no text.
  if (process.platform !== 'linux' || !folder.includes('\ufffd')) return folder;
  return textFromBytes(readlinkSync('/proc/self/cwd', 'buffer'));
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw isSystemError(error, 'ENOENT') ? folderRemoved(error) : error;
  }
}

export const folderRemoved = (cause: unknown): ResiteError =>
  new ResiteError('FILE_MISSING', 'the working folder has been removed', {
    hint: 'Change to a folder that exists, and type the command again.',
    cause,
  });

/** As `resolve` of Node, to the byte. */
export function absolutePath(path: string, folder?: string): string {
  return resolve(folder ?? (isAbsolute(path) ? '/' : workingFolder()), path);
}
