import { prepareBackup, prepareRestore } from '@resite/procedure/plan';
import type { Context } from '../../context.ts';
import type { PlanFormat } from '../../reporters/site-events.ts';
import type { AccountOption } from './account-option.ts';
import { readKnownIds } from './known-ids.ts';
import type { KnownIdsOption } from './known-ids-option.ts';
import { promptOf } from './run-procedure.ts';
import { siteSetting } from './site-setting.ts';
import { snapshotChoice } from './snapshot-choice.ts';
import type { TrustSnapshotOption } from './trust-snapshot-option.ts';

interface Options extends AccountOption, KnownIdsOption, TrustSnapshotOption {
  readonly parkQueues?: boolean;
  readonly to?: string;
  readonly snapshot: string;
  readonly format: PlanFormat;
}

export async function showBackupPlan(context: Context, code: string, options: Options): Promise<void> {
  const procedure = await prepareBackup(await siteSetting(context, code));
  context.emit({ message_type: 'procedure', procedure, format: options.format });
}

export async function showRestorePlan(context: Context, code: string, options: Options): Promise<void> {
  const { to, account, trustSnapshot, snapshot, parkQueues = false, format: form } = options;
  const setting = await siteSetting(context, code, { to, account, trustSnapshot });
  const procedure = await prepareRestore({
    ...setting,
    ...snapshotChoice(context, setting.config.state),
    snapshot,
    minutes: 45,
    parkQueues,
    knownIds: await readKnownIds(options),
    ...promptOf(context),
  });
  context.emit({ message_type: 'procedure', procedure, format: form });
}
