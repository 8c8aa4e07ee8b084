import { isUtf8 } from 'node:buffer';

/** A path with the bytes it has on disk: text where they are UTF-8, which is faster, the bytes themselves elsewhere. */
export type LocalPath = string | Buffer;

export function childPath(folder: LocalPath, name: Buffer): LocalPath {
  if (typeof folder === 'string' && isUtf8(name)) return `${folder}/${name.toString()}`;
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
}

/** The path for functions of the C library, which are typed for text but take bytes that end in NUL as well. */
export function cPath(path: LocalPath): string {
  if (typeof path === 'string') return path;
  return Buffer.concat([path, Buffer.of(0)]) as unknown as string;
}
