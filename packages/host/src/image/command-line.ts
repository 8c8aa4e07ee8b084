import { ResiteError } from '@resite/errors';

/**
 * A program and its arguments as the one line that Windows takes apart again by the rules of `CommandLineToArgvW`. Batch files get the
 * line as it is, so that `%` and `&` mean there what they mean to the command interpreter.
 */
export function commandLine(program: string, args: readonly string[]): string {
  if ([program, ...args].some(text => text.includes('\0'))) {
    throw new ResiteError('PATH_INVALID', `a command contains NUL: ${JSON.stringify(program)}`);
  }
  return [program, ...args].map(quote).join(' ');
}

/** Backslashes count as such unless a quotation mark follows, so those before one are doubled. */
function quote(argument: string): string {
  if (/^[^\s"]+$/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
