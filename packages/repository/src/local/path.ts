import { isUtf8 } from 'node:buffer';

/** A path with the bytes it has on disk: text where they are UTF-8, which is faster, the bytes themselves elsewhere. */
export type LocalPath = string | Buffer;

export function childPath(folder: LocalPath, name: Buffer): LocalPath {
  if (typeof folder === 'string' && isUtf8(name)) return `${folder}/${name.toString()}`;
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
}
