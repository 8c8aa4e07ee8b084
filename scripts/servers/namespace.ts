import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Child, startChild } from './child.ts';

/**
 * Starts a program as the first process of a process namespace of its own: all that it starts end with it, helpers that it makes daemons of,
 * too, and with this process, however that ends. Needs root. `flags` are further ones of `unshare`.
 */
export function startInNamespace(
  command: readonly string[],
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Child {
  const child = startChild('unshare', ['--pid', '--fork', '--kill-child', ...flags, ...command], env);
  return { ...child, stop: () => endNamespace(child) };
}

/** The process that `startInNamespace` started, as this computer numbers it. */
export function firstProcess({ process: unshare }: Child): number {
  const [first] = readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8').split(' ');
  return Number(first);
}

/** `unshare` ends when its child has, the first process of the namespace, and that when all others have. */
async function endNamespace(child: Child): Promise<void> {
  const { process: unshare } = child;
  if (unshare.exitCode !== null || unshare.signalCode !== null) return;
  process.kill(firstProcess(child), 'SIGKILL');
  await once(unshare, 'exit');
}
