import { setTimeout as sleep } from 'node:timers/promises';
import { ResiteError } from '@resite/errors';
import { type Check, checkAfterRestore } from '@resite/site';
import { openSnapshot } from '../manifest.ts';
import type { Performance } from '../performance.ts';
import type { Perform } from './perform.ts';

export const confirmSite: Perform<'confirm-site'> = async (action, performance) => {
  const { manifest } = await openSnapshot(performance, action.snapshot);
  const checks = await pollSigns(performance, action.minutes, () =>
    checkAfterRestore({
      description: manifest.site,
      target: performance.host(action.target),
      parent: performance.host(action.parent),
      since: performance.run.started,
    }),
  );
  return { detail: `${checks.length} signs of a working site; the parent reports it ACTIVE` };
};

/** Polls the signs of a working site until all are there, one has definitely failed, or the time is over. */
export async function pollSigns(
  { emit, run, signal }: Performance,
  minutes: number,
  look: () => Promise<Check[]>,
): Promise<Check[]> {
  const deadline = Date.now() + minutes * 60_000;
  for (;;) {
    const checks = await look();
    const bad = checks.filter(check => !check.ok && check.severity === 'error');
    const over = Date.now() > deadline;
    if (bad.length === 0 || over || bad.some(check => check.state === 'failed')) {
      for (const check of checks) emit({ message_type: 'precheck', check });
      if (bad.length > 0) throw notFunctional(bad, run.id, over ? minutes : undefined);
      return checks;
    }
    await sleep(250, undefined, { signal });
  }
}

function notFunctional(bad: readonly Check[], run: string, minutes: number | undefined): ResiteError {
  const list = bad.map(check => `${check.title}: found ${check.found}, wanted ${check.wanted}`).join('; ');
  return new ResiteError('SITE_NOT_FUNCTIONAL', `${minutes === undefined ? '' : `after ${minutes} minutes: `}${list}`, {
    hint: `${bad[0]?.remedy ?? ''} Then run "resite resume ${run}".`,
  });
}
