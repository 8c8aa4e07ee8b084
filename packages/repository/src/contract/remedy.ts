/** What can be done about an error or a finding: which of it, and with what. How a person does it, the program says. */
export type Remedy =
  /** Read all data, to see everything that is damaged. */
  | { readonly kind: 'find-damage' }
  /** Rebuild the index from the packs, which may be sound. */
  | { readonly kind: 'repair-index' }
  /**
   * The other snapshots can be used. Put the file back from a copy, or give it up; until then nothing is pruned. A whole
   * file that somebody has renamed has a right name.
   */
  | { readonly kind: 'unusable-snapshot'; readonly snapshot: string; readonly rightName?: string }
  /** The other keys can be used. Put the file back from a copy, or remove it. */
  | { readonly kind: 'unusable-key'; readonly key: string }
  /** Rebuild the index: a pack that it does not name may be there. */
  | { readonly kind: 'index-pack' }
  /** Nothing was removed: rebuild the index first, then leave out of the snapshots what stays lost. */
  | { readonly kind: 'repair-lost' }
  /** Nothing was changed: read all data, to learn which packs are damaged. */
  | { readonly kind: 'name-damaged-packs' }
  /** Nothing was changed: bring the repository to format version 2 first. */
  | { readonly kind: 'upgrade-format' }
  /** See the IDs of the snapshots that are there. */
  | { readonly kind: 'list-snapshots' }
  /** See the files of a snapshot. */
  | { readonly kind: 'list-files'; readonly snapshot: string }
  /** Restore a part at a time: the whole does not fit into the memory. */
  | { readonly kind: 'restore-in-parts' }
  /** Wait for whoever holds the lock; if that process is dead, remove its lock. */
  | {
      readonly kind: 'wait-or-unlock';
      readonly process: number;
      /** Whether the process runs on this computer; the number may be another program's by now. */
      readonly isHere: boolean;
      /** In UTC. From then on the lock does not count, unless its holder renews it. */
      readonly until: string;
    }
  /** Remove all locks, when nobody works on the repository. */
  | { readonly kind: 'remove-all-locks' }
  /** Give the password that the repository was made with, or one that was added. */
  | { readonly kind: 'give-password' }
  /** Remove files where the repository is kept: from here it can only be added to. */
  | { readonly kind: 'prune-where-kept' }
  /** Make the bucket, if its name is the right one. */
  | { readonly kind: 'make-bucket' }
  /** Give the certificate of the authority that signed that of the server: `ServerSettings.caFile`. */
  | { readonly kind: 'name-authority' }
  /** Give the certificate that the server knows this computer by: `ServerSettings.clientCertificateFile`. */
  | { readonly kind: 'name-client-certificate' }
  /** Check `ServerSettings.user` and `password`. */
  | { readonly kind: 'check-login' }
  /** Check access key and secret key: `ServerSettings.user` and `password`. */
  | { readonly kind: 'check-s3-keys' }
  /** Give an access key and a secret key: `ServerSettings.user` and `password`. */
  | { readonly kind: 'name-s3-keys' }
  /** Give the region of the bucket: `ServerSettings.region`. */
  | { readonly kind: 'name-region'; readonly region: string }
  /** Let the server know the public key, and give the private one: `ServerSettings.keyFile`. */
  | { readonly kind: 'add-ssh-key' }
  /** Take the password out of the location, where others see it: `ServerSettings.password`. */
  | { readonly kind: 'hide-password' }
  /** Of a check: put a key file back from a copy, or make another key for its password. */
  | { readonly kind: 'replace-key' }
  /** Of a check: rebuild the index from the packs. */
  | { readonly kind: 'make-index' }
  /** Of a check: rescue what is readable in these packs. */
  | { readonly kind: 'repair-packs'; readonly packs: readonly string[] }
  /** Of a check: give up these snapshots, which cannot be read. */
  | { readonly kind: 'give-up-snapshots'; readonly snapshots: readonly string[] }
  /** Of a check: back up again what still exists, then see what is lost. */
  | { readonly kind: 'back-up-again' };

/** What takes up space and does no harm. A prune removes it; a repair of the index puts in order what is named twice. */
export interface Waste {
  /** Packs that no index names, blobs that lie in more than one pack, packs that more than one index file names. */
  readonly kind: 'unnamed-packs' | 'repeated-blobs' | 'packs-named-twice';
  readonly count: number;
}
