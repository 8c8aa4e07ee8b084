import { defined, ResiteError } from '@resite/errors';
import { Journal } from '@resite/procedure/journal';
import { prepareRehearsal } from '@resite/procedure/plan';
import { planOn } from '@resite/rehearsal/plan';
import { rehearse } from '@resite/rehearsal/rehearse';
import type { Context } from '../../context.ts';
import { version } from '../../version.ts';
import { noteInLedger, promptOf } from '../site/run-procedure.ts';
import { siteSetting } from '../site/site-setting.ts';
import { snapshotChoice } from '../site/snapshot-choice.ts';
import type { TrustSnapshotOption } from '../site/trust-snapshot-option.ts';
import { settleEarlier } from './settle-earlier.ts';

interface Options extends TrustSnapshotOption {
  readonly snapshot: string;
  readonly wait: number;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
}

export async function rehearseSite(context: Context, code: string, options: Options): Promise<void> {
  const { emit, signal } = context;
  const { siteCode, profile, profiles, repository, config, trust, account } = await siteSetting(context, code, {
    trustSnapshot: options.trustSnapshot,
  });
  const needed = profile.facts === 'plain' && (profile.bootstrap?.service ?? profile.setup?.program);
  if (needed) {
    throw new ResiteError('USAGE', `sites of the profile ${profile.name} cannot be rehearsed`, {
      hint: `A scratch machine runs no program of theirs, and nothing works there without ${needed}.`,
    });
  }
  const { state } = config;
  const prompt = promptOf(context);
  const subject = await prepareRehearsal({
    siteCode,
    snapshot: options.snapshot,
    repository,
    profiles,
    trust,
    ...prompt,
    ...snapshotChoice(context, state),
  });
  const setting = defined({ siteCode, profile, profiles, repository, minutes: options.wait, account: account?.user });
  if (options.dryRun === true) {
    emit({ message_type: 'procedure', procedure: planOn(setting, subject), format: 'text' });
    return;
  }
  const journal = new Journal(state);
  try {
    await settleEarlier(context, journal, state);
    await rehearse(setting, subject, {
      journal,
      state,
      keep: options.keep === true,
      version,
      signal,
      ...prompt,
      emit: event =>
        emit(
          event.message_type === 'scratch_begun'
            ? { message_type: 'note', text: 'Building and booting a scratch machine …' }
            : event,
        ),
    });
  } finally {
    noteInLedger(context, journal, state);
    journal.close();
  }
}
