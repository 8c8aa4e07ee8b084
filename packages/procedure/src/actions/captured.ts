/** What a capture has read. */
export interface Captured {
  readonly detail: string;
  readonly tree: string;
  readonly files: number;
  readonly bytes: number;
  readonly began: string;
  /** Time of the latest snapshot before this one. */
  readonly previous?: string;
  /** What was really read, as against what was found unchanged. */
  readonly read: { readonly files: number; readonly bytes: number };
}
