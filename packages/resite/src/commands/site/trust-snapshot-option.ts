import { Option } from 'commander';

export interface TrustSnapshotOption {
  readonly trustSnapshot?: string;
}

export const trustSnapshotOption = () =>
  new Option(
    '--trust-snapshot <full-id>',
    'take this snapshot although no trusted key has signed it; all 64 digits of its ID',
  );
