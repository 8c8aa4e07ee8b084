export type SigningKeyEvent =
  | {
      message_type: 'signing_keys';
      keys: { name: string; fingerprint: string; state: 'trusted' | 'retired'; retired?: string; own: boolean }[];
      /** Fingerprint of the key that this installation signs with; null when it has none. */
      own: string | null;
      /** False when resite.yaml names no keys, and the one of this installation counts. */
      in_file: boolean;
    }
  /** The key of this installation; `file` is its private half. */
  | { message_type: 'signing_key'; name: string; fingerprint: string; file: string; is_new: boolean }
  | { message_type: 'signing_key_changed'; change: 'added' | 'retired'; name: string; fingerprint: string };
