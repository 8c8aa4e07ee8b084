import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ResiteError } from '@resite/errors';
import type { Context } from '../../context.ts';

const program = process.argv[1] ?? '';

/**
 * Runs a command of Resite as a user would, in a process of its own, with this terminal; shows what is typed.
 * Ctrl-C reaches the command by itself; it is waited for, so that it can end cleanly.
 */
export async function typeCommand(
  { emit, options, signal }: Context,
  folder: string,
  args: readonly string[],
): Promise<void> {
  signal.throwIfAborted();
  emit({ message_type: 'typed', command: ['resite', ...args].join(' ') });
  const flags = [...(options.json ? ['--json'] : []), ...(options.quiet ? ['--quiet'] : [])];
  const child = spawn(process.execPath, [program, ...args, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  signal.throwIfAborted();
  if (code !== 0) {
    throw new ResiteError('SITE_NOT_FUNCTIONAL', `"resite ${args.join(' ')}" ended with exit code ${code}`, {
      hint: 'See above what it printed.',
    });
  }
}
