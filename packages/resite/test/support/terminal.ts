import { spawn } from 'node:child_process';
import { environment, main } from './cli.ts';

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed once the screen shows `when`. */
  readonly type?: readonly { readonly when: string; readonly keys: string }[];
}

/** Runs `resite` on a terminal of its own (by `script` of Debian's bsdutils) and returns all that the screen got. */
export async function resiteOnTerminal(
  args: readonly string[],
  options: TerminalOptions,
): Promise<{ code: number; screen: string }> {
  const command = [process.execPath, main, ...args].map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const env = environment({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env });
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: options.cwd, env });
  let screen = '';
  const waiting = [...(options.type ?? [])];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    while (waiting[0] !== undefined && screen.includes(waiting[0].when)) child.stdin.write(waiting.shift()?.keys ?? '');
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', error =>
      reject(new Error('the program `script` is needed: Debian package bsdutils', { cause: error })),
    );
    child.on('close', resolve);
  });
  return { code, screen };
}
