import type { Command, Option } from 'commander';

/** What can be typed after a command: its own options first, then those of every command. */
export function optionsOf(command: Command): readonly Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

/** By `--name` or `-n`. */
export function optionNamed(command: Command, name: string): Option | undefined {
  return optionsOf(command).find(({ long, short }) => name === long || name === short);
}

/** It may be given again. */
export function isRepeatable({ variadic, description }: Option): boolean {
  return variadic || description.includes('may be repeated');
}
