import { ResiteError } from '@resite/errors';

/**
 * Ctrl-C (and SIGTERM, SIGHUP of a terminal that is closed, and whatever else would end the program in the middle of a step and leave its
 * locks) sets off the signal, and the work under way ends cleanly; the second one ends the program at once, and what a procedure
 * has stopped is then returned by its guardian. Both are explained through `say`.
 */
export function watchInterruption(say: (text: string) => void): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const;
  const interrupt = () => {
    if (controller.signal.aborted) {
      say('Ending at once. If services of a site are stopped, the guardian returns them; see: resite status');
      process.exit(130);
    }
    say('Ending cleanly … Ctrl-C once more ends at once.');
    controller.abort(new ResiteError('INTERRUPTED', 'interrupted'));
  };
  for (const name of names) process.on(name, interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, interrupt);
    },
  };
}
