/** A program and its arguments as the one line that Windows takes apart again by the rules of `CommandLineToArgvW`. */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args].map(quote).join(' ');
}

/** Backslashes count as such unless a quotation mark follows, so those before one are doubled. */
function quote(argument: string): string {
  if (/^[^\s"]+$/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
