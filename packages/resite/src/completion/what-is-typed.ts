import type { Argument, Command, Option } from 'commander';
import { commandsOf } from './commands.ts';
import { optionNamed } from './options.ts';

/** Which part of a command line the word being typed is. */
export type Typed =
  | { readonly what: 'command'; readonly of: Command }
  | { readonly what: 'argument'; readonly of: Command; readonly argument: Argument }
  /** `before` stands in the same word, as `--format=` does. */
  | { readonly what: 'value'; readonly of: Command; readonly option: Option; readonly before: string }
  | { readonly what: 'option'; readonly of: Command; readonly given: ReadonlySet<Option> }
  | { readonly what: 'nothing' };

/**
 * Reads `earlier` words as Commander would, and says what `word` is to become. What is no right command line gets `nothing`.
 */
export function whatIsTyped(program: Command, earlier: readonly string[], word: string): Typed {
  let command = program;
  let operands = 0;
  let isOver = false;
  /** The option whose value comes next, or whose values go on. */
  let open: Option | undefined;
  const given = new Set<Option>();

  for (const text of earlier) {
    if (open !== undefined && isValueOf(open, text)) {
      if (!open.variadic) open = undefined;
      continue;
    }
    open = undefined;
    if (isOver || !isOption(text)) {
      const below = operands === 0 ? commandsOf(command).find(candidate => candidate.name() === text) : undefined;
      if (below !== undefined) command = below;
      else operands += 1;
    } else if (text === '--') isOver = true;
    else {
      const { option, value } = readOption(command, text);
      if (option === undefined) continue;
      given.add(option);
      if (value === undefined && (option.required || option.optional)) open = option;
    }
  }

  if (open !== undefined && isValueOf(open, word)) return { what: 'value', of: command, option: open, before: '' };
  if (!isOver && word.startsWith('-')) {
    const equals = word.indexOf('=');
    if (equals < 0) return { what: 'option', of: command, given };
    const option = optionNamed(command, word.slice(0, equals));
    if (option === undefined || !(option.required || option.optional)) return { what: 'nothing' };
    return { what: 'value', of: command, option, before: word.slice(0, equals + 1) };
  }
  if (operands === 0 && command.commands.length > 0) return { what: 'command', of: command };
  const { registeredArguments: all } = command;
  const argument = all[operands] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return argument === undefined ? { what: 'nothing' } : { what: 'argument', of: command, argument };
}

/** A lone `-` is an operand. */
const isOption = (text: string) => text.length > 1 && text.startsWith('-');

/** What looks like an option ends a list of values, and stands for no value that may be absent. */
function isValueOf({ required, variadic }: Option, text: string): boolean {
  return !isOption(text) || (required && !variadic);
}

/** The last option that a word gives, such as `-n` of `-qn`, and its value when that stands in the same word. */
function readOption(command: Command, text: string): { option: Option | undefined; value?: string } {
  if (text.startsWith('--')) {
    const [name = '', ...value] = text.split('=');
    const option = optionNamed(command, name);
    return value.length === 0 ? { option } : { option, value: value.join('=') };
  }
  const option = optionNamed(command, text.slice(0, 2));
  if (option === undefined || text.length === 2) return { option };
  const rest = text.slice(2);
  return option.required || option.optional ? { option, value: rest } : readOption(command, `-${rest}`);
}
