import { prepareRestore } from '@resite/procedure/plan';
import type { Context } from '../../context.ts';
import type { AcceptClocksOption } from './accept-clocks.ts';
import type { AccountOption } from './account-option.ts';
import { checkForRestore, refuseFailed } from './check-site.ts';
import { readKnownIds } from './known-ids.ts';
import type { KnownIdsOption } from './known-ids-option.ts';
import { promptOf, runAndReport } from './run-procedure.ts';
import { siteSetting } from './site-setting.ts';
import { snapshotChoice } from './snapshot-choice.ts';
import type { TrustSnapshotOption } from './trust-snapshot-option.ts';

interface Options extends AcceptClocksOption, AccountOption, KnownIdsOption, TrustSnapshotOption {
  readonly parkQueues?: boolean;
  readonly resendAfter: number;
  readonly to?: string;
  readonly snapshot: string;
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly report?: string;
}

export async function restoreSite(context: Context, code: string, options: Options): Promise<void> {
  const { to, account, trustSnapshot, snapshot, wait, resendAfter, parkQueues = false, dryRun, report } = options;
  const setting = await siteSetting(context, code, { to, account, trustSnapshot });
  const knownIds = await readKnownIds(options);
  const prompt = promptOf(context);
  const procedure = await prepareRestore({
    ...setting,
    acceptClocks: options.acceptClocks,
    ...snapshotChoice(context, setting.config.state),
    snapshot,
    minutes: wait,
    resendAfter,
    parkQueues,
    knownIds,
    ...prompt,
  });
  if (dryRun === true) {
    context.emit({ message_type: 'procedure', procedure, format: 'text' });
    const checked = await checkForRestore(context, setting, options);
    context.emit({ message_type: 'checks', ...checked });
    refuseFailed(checked);
  } else await runAndReport(context, procedure, { state: setting.config.state, report, ...prompt });
}
