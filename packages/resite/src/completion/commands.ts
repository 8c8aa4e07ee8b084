import type { Command } from 'commander';

/** What can be typed after a command that is a group; after `resite`, that is `help`, too. */
export function commandsOf(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}
