import type { Command, Option } from 'commander';
import { fullName } from '../command-tree.ts';
import { examplesOf } from '../commands/define.ts';
import { overview } from './overview.ts';
import { bold, definitions, italic, paragraph, roff, section } from './roff.ts';

export interface PageOptions {
  readonly version: string;
  /** As 2026-11-30. */
  readonly date: string;
}

/** `resite repo backup` has the page `resite-repo-backup`. */
export const pageName = (command: Command) => fullName(command).replaceAll(' ', '-');

/** The manual page of a command, in the macros that every `man` knows. */
export function manualPage(command: Command, { version, date }: PageOptions): string {
  const name = pageName(command);
  const help = command.createHelp();
  const isWhole = command.parent === null;
  const examples = examplesOf(command);
  const below = command.commands;
  // biome-ignore lint/plugin: a title
  const title = name.toUpperCase();
  const lines = [
    `.TH ${roff(title)} 1 ${date} "resite ${roff(version)}" Resite`,
    '.nh', // no word is broken that somebody may want to copy
    '.ad l',
    ...section('NAME', [`${roff(name)} \\-`, ...paragraph(help.subcommandDescription(command))]),
    ...section('SYNOPSIS', [synopsis(command)]),
    ...section('DESCRIPTION', paragraph(command.description())),
    ...section('COMMANDS', definitions(below.map(each => [reference(each), help.subcommandDescription(each)]))),
    ...section(
      'ARGUMENTS',
      definitions(command.registeredArguments.map(argument => [italic(argument.name()), meaningOf(argument)])),
    ),
    ...section('OPTIONS', options(help.visibleOptions(command))),
    ...section('OPTIONS OF EVERY COMMAND', options(help.visibleGlobalOptions(command))),
    ...section('EXAMPLES', definitions(examples.map(({ command: typed, meaning }) => [bold(typed), meaning]))),
    ...(isWhole ? overview() : []),
    ...section('SEE ALSO', [
      [...(command.parent === null ? [] : [command.parent]), ...below].map(reference).join(', '),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function synopsis(command: Command): string {
  const usage = command
    .createHelp()
    .commandUsage(command)
    .slice(fullName(command).length + 1);
  return `${bold(fullName(command))} ${roff(usage)}`;
}

const reference = (command: Command) => `${bold(pageName(command))}(1)`;

function options(all: readonly Option[]): string[] {
  return definitions(all.map(option => [bold(option.flags), meaningOf(option)]));
}

/** With the values that it may have, when those are few. */
function meaningOf({ description, argChoices }: Pick<Option, 'description' | 'argChoices'>): string {
  return argChoices === undefined ? description : `${description} (${argChoices.join(', ')})`;
}
