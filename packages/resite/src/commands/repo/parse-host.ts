import { InvalidArgumentError } from 'commander';

/** The name of a computer, which a snapshot has to have. */
export function parseHost(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
