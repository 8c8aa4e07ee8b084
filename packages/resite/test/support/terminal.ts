import { spawn } from 'node:child_process';
import { environment, main } from './cli.ts';

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed once the screen shows `when`. */
  readonly type?: readonly { readonly when: string; readonly keys: string }[];
}

export interface Screen {
  readonly code: number;
  readonly screen: string;
}

/** Runs `resite` on a terminal of its own and returns all that the screen got. */
export function resiteOnTerminal(args: readonly string[], options: TerminalOptions): Promise<Screen> {
  const command = [process.execPath, main, ...args].map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return onTerminal(command, options);
}

/** Runs a command of the shell so (by `script` of Debian's bsdutils). Each answer is given to what came after the last one. */
export async function onTerminal(command: string, options: TerminalOptions): Promise<Screen> {
  const env = environment({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env });
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: options.cwd, env });
  let screen = '';
  let answered = 0;
  const waiting = [...(options.type ?? [])];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const at = screen.indexOf(next.when, answered);
      if (at < 0) return;
      answered = at + next.when.length;
      waiting.shift();
      child.stdin.write(next.keys);
    }
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', error =>
      reject(new Error('the program `script` is needed: Debian package bsdutils', { cause: error })),
    );
    child.on('close', resolve);
  });
  return { code, screen };
}
