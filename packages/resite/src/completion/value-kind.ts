import type { Argument, Command, Option } from 'commander';

/** What a value is, where a shell can help with it. */
export type ValueKind = 'file' | 'folder' | 'site' | 'host' | 'signing-key' | 'command';

/** What the names of values in the help stand for, wherever they stand. */
const byName: Readonly<Record<string, ValueKind>> = {
  file: 'file',
  hive: 'file',
  folder: 'folder',
  location: 'folder',
  site: 'site',
  sites: 'site',
  code: 'site',
  host: 'host',
  command: 'command',
};

const declared = new WeakMap<Command, Readonly<Record<string, ValueKind>>>();

/** Says what the arguments of this command are, where their names do not tell. */
export function setValueKinds(command: Command, kinds: Readonly<Record<string, ValueKind>>): void {
  declared.set(command, kinds);
}

/** Of an argument; `undefined` where a shell has nothing to offer. */
export function kindOfArgument(command: Command, argument: Argument): ValueKind | undefined {
  const name = argument.name();
  return declared.get(command)?.[name] ?? byName[name];
}

/** The same of the value of an option. */
export function kindOfOption({ flags }: Option): ValueKind | undefined {
  const name = /[<[](.+?)(?:\.\.\.)?[\]>]/.exec(flags)?.[1];
  return name === undefined ? undefined : byName[name];
}
