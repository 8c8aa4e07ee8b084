import { isUtf8 } from 'node:buffer';

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
