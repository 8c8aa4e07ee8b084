import { hash } from 'node:crypto';

/**
 * The name that a file has until its content is complete. It follows from the file's name and from what is restored, so
 * that the same restore takes up what it left when it was cut off, and no other one does.
 */
export function partName(name: Buffer, restored: string): Buffer {
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${restored}/`), name]), 'hex');
  return Buffer.from(`.resite-${digest.slice(0, 16)}.part`);
}

export function isPartName(name: Buffer): boolean {
  return /^\.resite-[0-9a-f]{16}\.part$/.test(name.toString('latin1'));
}
