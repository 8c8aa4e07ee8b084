import { InvalidArgumentError, Option } from 'commander';

export interface AccountOption {
  /** `DOMAIN\\user`. */
  readonly account?: string;
}

export const accountOption = (): Option =>
  new Option('--account <user>', 'account for the services, as DOMAIN\\user (default: that of resite.yaml)').argParser(
    (typed: string) => {
      if (/^[^\\/\p{C}]+\\[^\\/\p{C}]+$/u.test(typed)) return typed;
      throw new InvalidArgumentError('It is DOMAIN\\user.');
    },
  );
