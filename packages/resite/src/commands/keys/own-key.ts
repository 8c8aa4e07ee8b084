import { hostname } from 'node:os';
import type { PublicKey, TrustedKey } from '@resite/procedure';
import type { Config } from '../../config/config.ts';

/** How a key of this computer is called unless somebody calls it otherwise. */
export function keyNameOf(): string {
  return (
    hostname()
      .replace(/\..*$/, '')
      .replaceAll(/[^A-Za-z0-9_-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') || 'resite'
  );
}

/**
 * Whose snapshots and evidence are believed. A resite.yaml of an earlier version names nobody: then it is the key of the
 * state folder, whose private half only this installation has.
 */
export function trustedKeys(config: Config, own: PublicKey | undefined): readonly TrustedKey[] {
  if (config.trustedKeys !== undefined) return config.trustedKeys;
  return own === undefined ? [] : [{ name: keyNameOf(), publicKey: own.publicKey }];
}
