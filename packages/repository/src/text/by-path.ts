import { bytesFromText } from '@resite/filesystem/path-text';

/** Ascending order of the bytes of their paths. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return Buffer.compare(bytesFromText(a.path), bytesFromText(b.path));
}
