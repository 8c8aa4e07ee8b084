import type { Evidence } from '@resite/rehearsal';

export type RehearsalEvent =
  /** `folder` holds the evidence; the key pair that signed it was made just now when `key_is_new`. */
  | { message_type: 'rehearsed'; evidence: Evidence; folder: string; key_is_new: boolean }
  | { message_type: 'scratch_kept'; folder: string }
  | {
      message_type: 'evidence_verified';
      file: string;
      /** Fingerprint of the key that has signed it. */
      key: string;
      /** Its name in resite.yaml, or the file that was named. */
      name: string;
      trusted: true;
      result?: 'passed' | 'failed';
      run?: string;
      ended?: string;
      snapshot?: string;
    };
