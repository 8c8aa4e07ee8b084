import { ResiteError } from '@resite/errors';
import { hasStrayBytes, withBytesShown } from '@resite/filesystem/path-text';
import type { Command, Option } from 'commander';

const taking = new WeakMap<Command, Set<string>>();

/** Says which arguments and options of the command may hold bytes that are not UTF-8: those whose handler minds them. */
export function takesBytes(command: Command, ...names: readonly string[]): Command {
  taking.set(command, new Set([...(taking.get(command) ?? []), ...names]));
  return command;
}

/** Where such bytes would be taken for others, and so for another file: `USAGE`, naming the argument or option. */
export function refuseBytes(command: Command): void {
  const [refused] = [...refusedArguments(command), ...refusedOptions(command)];
  if (refused === undefined) return;
  throw new ResiteError('USAGE', `${refused.name} is not UTF-8: ${withBytesShown(refused.value)}`, {
    hint: 'Nothing was done. Name it otherwise, such as by a symbolic link to it.',
  });
}

interface Refused {
  readonly name: string;
  readonly value: string;
}

function refusedArguments(command: Command): Refused[] {
  return command.registeredArguments.flatMap((argument, place) =>
    strayIn(command, argument.name(), command.processedArgs[place]).map(value => ({
      name: `the argument <${argument.name()}>`,
      value,
    })),
  );
}

function refusedOptions(command: Command): Refused[] {
  const own = command.options.flatMap((option: Option) =>
    strayIn(command, option.attributeName(), command.getOptionValue(option.attributeName())).map(value => ({
      name: option.long ?? option.flags,
      value,
    })),
  );
  return command.parent === null ? own : [...own, ...refusedOptions(command.parent)];
}

function strayIn(command: Command, name: string, value: unknown): string[] {
  if (taking.get(command)?.has(name)) return [];
  return [value].flat().filter(each => typeof each === 'string' && hasStrayBytes(each)) as string[];
}
