import type { Provenance } from './provenance.ts';
import type { TrustedKey } from './public-key.ts';

/** Whose snapshots are restored. Part of the procedure, so that a resumed run judges as the first one did. */
export interface SnapshotTrust {
  readonly keys: readonly TrustedKey[];
  /** Full ID of the one snapshot that a person trusts although no trusted key has signed it: `--trust-snapshot`. */
  readonly snapshot?: string;
  /** What was found when the restore was planned. */
  readonly found?: Provenance;
}

/** After `snapshot X is …`. */
export function provenanceText(found: Provenance): string {
  switch (found.state) {
    case 'signed':
      return `signed by ${found.name} ${found.fingerprint}`;
    case 'retired':
      return `signed by the retired key ${found.name} ${found.fingerprint}`;
    case 'unknown':
      return `signed by a key that is not trusted here, ${found.fingerprint}`;
    case 'unsigned':
      return 'not signed';
    case 'changed':
      return `changed after it was signed: ${found.fault}`;
  }
}

/** For plan and report: what was found, and on whose word it is restored all the same. */
export function trustText({ found, snapshot }: SnapshotTrust): string | undefined {
  if (found === undefined) return undefined;
  if (found.state === 'signed') return provenanceText(found);
  return `${provenanceText(found)}; TRUSTED BY HAND with --trust-snapshot ${snapshot ?? ''}`;
}
