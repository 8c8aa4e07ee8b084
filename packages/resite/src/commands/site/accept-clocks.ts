import { Option } from 'commander';

export interface AcceptClocksOption {
  readonly acceptClocks?: boolean;
}

export const acceptClocksOption = (): Option =>
  new Option('--accept-clocks', 'continue although clocks differ, in a hierarchy where they are wrong on purpose');
