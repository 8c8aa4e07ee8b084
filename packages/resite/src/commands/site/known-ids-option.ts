import { Option } from 'commander';

export interface KnownIdsOption {
  readonly knownIds?: string;
}

export const knownIdsOption = (): Option =>
  new Option('--known-ids <file>', 'file with SMS IDs that are in use, one a line; # begins a comment');
