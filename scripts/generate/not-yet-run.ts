import { notYetRun } from '../../packages/host/src/windows/not-yet-run.ts';

/** What nobody has run on Windows yet, as a list. */
export function notYetRunList(): string {
  return notYetRun.map(what => `- ${what}`).join('\n');
}
