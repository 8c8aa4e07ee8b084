import type { Argument, Command, Option } from 'commander';
import { commandsOf } from './commands.ts';
import { configuredNames } from './configured-names.ts';
import { isRepeatable, optionsOf } from './options.ts';
import { kindOfArgument, kindOfOption, type ValueKind } from './value-kind.ts';
import type { Typed } from './what-is-typed.ts';

/** What a shell is to offer: names of files or folders, which it finds itself, or these values. */
export interface Completion {
  readonly kind: 'files' | 'folders' | 'values';
  readonly values: readonly Candidate[];
}

export interface Candidate {
  readonly value: string;
  /** One line. */
  readonly meaning: string;
}

/** What a word of this kind may be, whatever is typed of it. `program` is the whole command line. */
export async function candidatesFor(typed: Typed, program: Command): Promise<Completion> {
  switch (typed.what) {
    case 'command':
      return values(commandsOf(typed.of).map(described));
    case 'option':
      return values(
        optionsOf(typed.of)
          .filter(option => isRepeatable(option) || !typed.given.has(option))
          .map(flagOf),
      );
    case 'argument':
      return candidatesOf(typed.argument, kindOfArgument(typed.of, typed.argument), program);
    case 'value':
      return candidatesOf(typed.option, kindOfOption(typed.option), program);
    case 'nothing':
      return values([]);
  }
}

async function candidatesOf(
  { argChoices }: Argument | Option,
  kind: ValueKind | undefined,
  program: Command,
): Promise<Completion> {
  if (argChoices !== undefined) return values(argChoices.map(named));
  if (kind === undefined) return values([]);
  if (kind === 'command') return values(commandsOf(program).map(described));
  if (kind === 'file') return { kind: 'files', values: [] };
  if (kind === 'folder') return { kind: 'folders', values: [] };
  const names = await configuredNames(kind, program.opts<{ config?: string }>().config);
  return values(names.map(named));
}

function described(command: Command): Candidate {
  return { value: command.name(), meaning: command.createHelp().subcommandDescription(command) };
}

/** The long form: short ones are there for who knows them. */
function flagOf({ long, short, description }: Option): Candidate {
  return { value: long ?? short ?? '', meaning: description };
}

const named = (value: string): Candidate => ({ value, meaning: '' });

const values = (all: readonly Candidate[]): Completion => ({ kind: 'values', values: all });
