import { hash } from 'node:crypto';

/** SHA-256 in lower-case hex: the name of every file and blob. */
export function sha256(data: Uint8Array): string {
  return hash('sha256', data, 'hex');
}
