import { isUtf8 } from 'node:buffer';
import { realpathSync } from 'node:fs';
import { pathFromBytes } from '@resite/filesystem/path-text';

/** A path with the bytes it has on disk: text where they are UTF-8, which is faster, the bytes themselves elsewhere. */
export type LocalPath = string | Buffer;

/** `name` in bytes, or as text with one of them a character. */
export function childPath(folder: LocalPath, name: Buffer | string): LocalPath {
  if (typeof name === 'string') {
    const isAscii = !/[\u0080-\u00ff]/.test(name);
    return isAscii && typeof folder === 'string' ? `${folder}/${name}` : childPath(folder, Buffer.from(name, 'latin1'));
  }
  if (typeof folder === 'string' && isUtf8(name)) return `${folder}/${name.toString()}`;
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
}

/** The bytes of a path, one a character: a key for a map. */
export const pathKey = (path: LocalPath) => Buffer.from(path).toString('latin1');

/** Where links lead to; the way there may hold bytes that are not UTF-8, also when `path` does not. */
export function realPath(path: LocalPath): LocalPath {
  // Only the native one takes and gives bytes; on Windows it would name other volumes.
  return process.platform === 'win32' ? realpathSync(path) : pathFromBytes(realpathSync.native(path, 'buffer'));
}
