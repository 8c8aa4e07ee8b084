/** What the program can do about a finding. How a person asks it to, the program says. */
export type SiteRemedy =
  /** Settle what an earlier run left. */
  | { readonly kind: 'settle-run' }
  /** Return the services to what the host remembers. */
  | { readonly kind: 'return-as-remembered' }
  /** Carry on a restore that was cut off. */
  | { readonly kind: 'carry-on-restore' }
  /** See the ranges of SMS IDs that are in use. */
  | { readonly kind: 'show-ids' }
  /** Make room for snapshots. */
  | { readonly kind: 'make-room' }
  /** Restore nothing of a snapshot that was changed after it was signed, and find out who did it. */
  | { readonly kind: 'find-forger' }
  /** Choose another snapshot. */
  | { readonly kind: 'other-snapshot' }
  /** See whether the snapshot is from the future. */
  | { readonly kind: 'find-future' }
  /** Read every byte of the snapshot. */
  | { readonly kind: 'read-snapshot' }
  /** Set the clock, or make good that newest runs and snapshots bear a wrong time. */
  | { readonly kind: 'set-clock'; readonly past: readonly ('run' | { readonly snapshot: string })[] };
