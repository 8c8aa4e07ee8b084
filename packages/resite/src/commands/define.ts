import { type Command, InvalidArgumentError } from 'commander';
import type { Context, GlobalOptions } from '../context.ts';
import { durationForm, parseDuration } from '../duration.ts';
import { refuseBytes } from './bytes-in-names.ts';
import { refuseEmpty } from './refuse-empty.ts';

/** Surrounds the handler of a command with what every command needs. */
export type RunCommand = (options: GlobalOptions, handler: (context: Context) => Promise<void>) => Promise<void>;

/** Adds one command, or a group of them, below `parent`. */
export type AddCommand = (parent: Command, runCommand: RunCommand) => void;

export interface Example {
  /** What is typed. */
  readonly command: string;
  readonly meaning: string;
}

const examples = new WeakMap<Command, readonly Example[]>();

/** Examples stand first in the help of a command; each command has some. */
export function addExamples(
  command: Command,
  ...pairs: readonly (readonly [command: string, meaning: string])[]
): Command {
  examples.set(
    command,
    pairs.map(([text, meaning]) => ({ command: text, meaning })),
  );
  return command;
}

export function examplesOf(command: Command): readonly Example[] {
  return examples.get(command) ?? [];
}

/**
 * Lets a handler do the work of the command; it is called with the command's arguments in order, then its options. It is
 * loaded when the command runs, and not before: what the command needs costs the others nothing.
 */
export function setHandler<A extends unknown[]>(
  command: Command,
  runCommand: RunCommand,
  loadHandler: () => Promise<(context: Context, ...args: A) => Promise<void>>,
): void {
  command.action((...all: unknown[]) => {
    const args = all.slice(0, -1) as A;
    return runCommand(command.optsWithGlobals<GlobalOptions>(), async context => {
      refuseEmpty(command);
      refuseBytes(command);
      await (await loadHandler())(context, ...args);
    });
  });
}

/** For options that take a number of things. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError('It must be a whole number.');
  return count;
}

/** The same for what there must be at least one of. */
export function parsePositive(text: string): number {
  const count = parseCount(text);
  if (count === 0) throw new InvalidArgumentError('It must be at least 1.');
  return count;
}

/** For options that take a duration; in seconds. */
export function parseSeconds(text: string): number {
  const duration = parseDuration(text);
  if (duration === undefined) throw new InvalidArgumentError(`It must be ${durationForm}.`);
  return duration;
}
