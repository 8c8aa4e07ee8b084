import { ResiteError } from '@resite/errors';
import type { Command, Option } from 'commander';

/** Of these, what is empty means something: no tags, no groups, no pattern, no filter. */
const mayBeEmpty = new Set([
  'add',
  'groupBy',
  'remove',
  'set',
  'keepTag',
  'tag',
  'exclude',
  'iexclude',
  'include',
  'iinclude',
  'host',
]);

/**
 * An empty path would be the current folder, and an empty name whatever comes first: it nearly always is a variable of a script that is not set.
 * `USAGE`, naming the argument or option.
 */
export function refuseEmpty(command: Command): void {
  const [name] = [...emptyArguments(command), ...emptyOptions(command)];
  if (name === undefined) return;
  throw new ResiteError('USAGE', `${name} is empty`, {
    hint: 'Nothing was done. Give a value; in a script, see whether a variable is not set.',
  });
}

function emptyArguments(command: Command): string[] {
  if (command.getOptionValue('stdinFromCommand') === true) return []; // they are for another program
  return command.registeredArguments.flatMap((argument, place) =>
    isEmpty(command.processedArgs[place]) ? `the argument <${argument.name()}>` : [],
  );
}

function emptyOptions(command: Command): string[] {
  const own = command.options
    .filter(
      option => !mayBeEmpty.has(option.attributeName()) && isEmpty(command.getOptionValue(option.attributeName())),
    )
    .map((option: Option) => option.long ?? option.flags);
  return command.parent === null ? own : [...own, ...emptyOptions(command.parent)];
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.includes(''));
}
