import { hash } from 'node:crypto';
import type { LocalPath } from './path.ts';

/**
 * The name that a file has until its content is complete. It follows from the file's name and from what is restored, so
 * that the same restore, and no other, goes on with what it left when it was interrupted.
 */
export function partName(name: Uint8Array, restored: string): Buffer {
  return Buffer.from(partText(name, restored));
}

/** The path of a file until its content is complete. */
export function partPath(path: LocalPath, restored: string): LocalPath {
  if (typeof path === 'string') {
    const start = path.lastIndexOf('/') + 1;
    return path.slice(0, start) + partText(Buffer.from(path.slice(start)), restored);
  }
  const start = path.lastIndexOf('/') + 1;
  return Buffer.concat([path.subarray(0, start), partName(path.subarray(start), restored)]);
}

export function isPartName(name: Buffer): boolean {
  return /^\.resite-[0-9a-f]{16}\.part$/.test(name.toString('latin1'));
}

function partText(name: Uint8Array, restored: string): string {
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${restored}/`), name]), 'hex');
  return `.resite-${digest.slice(0, 16)}.part`;
}
