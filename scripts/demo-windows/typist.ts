import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'packages', 'resite', 'src', 'main.ts');

/**
 * Types commands of Resite in a folder, as a user would, with this terminal; shows what is typed. One that fails ends the story, as Ctrl-C does,
 * which the command gets as well.
 */
export function typist(cwd: string, signal: AbortSignal): (...args: string[]) => Promise<void> {
  return async (...args) => {
    signal.throwIfAborted();
    console.log(`$ resite ${args.join(' ')}`);
    const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = await once(child, 'exit');
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`"resite ${args.join(' ')}" ended with exit code ${code}: see above`);
  };
}
