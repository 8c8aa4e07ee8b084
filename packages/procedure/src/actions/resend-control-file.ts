import { defined } from '@resite/errors';
import { now, sleep } from '@resite/filesystem/clock';
import { sameName } from '@resite/registry/names';
import type { Check } from '@resite/site';
import { checkAfterRestore } from '@resite/site/checks/after-restore';
import { fileName } from '@resite/site/paths';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { profileOf } from '../plan/profile-of.ts';
import type { ActionHandler } from './action-handler.ts';

/**
 * Q183347: when the parent has not heard from the site, all services run, and only SITECTRL.CT0 is in SITECFG.BOX, a copy of it as
 * `00000000.CT1` makes SMS_SITE_CONFIG_MANAGER work through it and report anew. Not needed where the parent has heard.
 * Never fails for what it finds: the next step says what is wrong.
 */
export const resendControlFile: ActionHandler<'resend-control-file'> = async (action, execution) => {
  const { manifest } = await openSnapshot(execution, action.snapshot);
  const { profiles } = execution.run.procedure;
  const { proposal: copyName, masterFile } = profileOf(execution.run.procedure).siteControl!;
  const master = fileName(masterFile);
  const target = execution.host(action.host);
  const began = now();
  const patience = began + action.minutes * 60_000;
  for (;;) {
    const checks = await checkAfterRestore({
      description: manifest.site,
      target,
      parent: execution.host(action.parentHost),
      since: execution.run.started,
      ...defined({ profiles }),
      elapsedMinutes: (now() - began) / 60_000,
    });
    if (isGood(checks, 'parent-heard')) return { detail: `not needed: ${action.parentHost} has heard from the site` };
    const failed = checks.find(({ severity, state }) => severity === 'error' && state === 'failed');
    if (failed !== undefined)
      return { detail: `not done, as it would not help: ${failed.title}: found ${failed.found}` };
    if (now() >= patience) {
      const names = (await target.files.list(action.folder)).map(({ name }) => name);
      const [only = ''] = names;
      if (isGood(checks, 'site-services-running') && names.length === 1 && sameName(only, master)) {
        await target.files.write(`${action.folder}\\${copyName}`, await target.files.read(`${action.folder}\\${only}`));
        return { detail: `${action.parentHost} had heard nothing: ${only} was copied to ${copyName}` };
      }
      if (now() >= patience + action.conditionMinutes * 60_000) {
        return {
          detail: `not done: it needs all services running and nothing but ${master} in ${action.folder}, and there is ${names.join(', ') || 'nothing'}`,
        };
      }
    }
    const isSoon = now() - began < 60_000; // later it matters less, and each look asks files, services and a database, maybe over a slow line
    await sleep(isSoon ? 250 : 5_000, { signal: execution.signal });
  }
};

const isGood = (checks: readonly Check[], id: string) => checks.some(check => check.id === id && check.ok);
