import { dirname } from 'node:path';
import { defined, isResiteError } from '@resite/errors';
import type { Execution } from '../execution/execution.ts';
import { type LedgerStore, withLedger } from '../history/ledger.ts';
import { predict } from '../history/predict.ts';
import type { Prediction } from '../plan/prediction.ts';
import { exceeded } from '../services/downtime-budget.ts';
import type { ActionHandler } from './action-handler.ts';

/** Of fewer runs, one that was slow by chance would refuse all that follow. */
const fewestRuns = 3;

/** Says how long the services will be down, from what earlier runs took; `DOWNTIME_BUDGET` when that is too long. */
export const expectDowntime: ActionHandler<'expect-downtime'> = async (action, execution) => {
  const { run, emit } = execution;
  const sites = run.procedure.sites;
  const expected = withExperience(execution, ledger => {
    const entries = sites.flatMap(site => ledger.entries(site));
    return action.hosts.flatMap(host => predict(entries, sites, host) ?? []);
  });
  for (const { host, returning } of expected) execution.budget?.expectReturn(host, returning);
  emit(defined({ message_type: 'expected_downtime', hosts: expected, budget: action.budget }));
  if (action.budget !== undefined) refuseOverBudget(expected, action.budget);
  const experience = expected.map(
    ({ host, usually, atMost }) => `${host} ${usually.toFixed(1)} s (usually) to ${atMost.toFixed(1)} s (9 of 10)`,
  );
  return {
    detail:
      experience.length === 0
        ? 'no experience yet: this is the first run'
        : `expected downtime: ${experience.join(', ')}`,
    expected,
  };
};

/** A ledger that cannot be used spoils no backup. */
function withExperience({ journal, emit }: Execution, look: (ledger: LedgerStore) => Prediction[]): Prediction[] {
  try {
    return withLedger(dirname(journal.path), journal, look);
  } catch (error) {
    if (!isResiteError(error)) throw error;
    emit({ message_type: 'warning', text: `Nothing is known of earlier runs: ${error.message}` });
    return [];
  }
}

/** Also when the services alone take too long to come back: then there is no use in stopping them. */
function refuseOverBudget(expected: readonly Prediction[], budget: number): void {
  for (const { host, atMost, returning, runs } of expected) {
    if (returning >= budget) {
      const reason = `the services on ${host} need ${returning.toFixed(1)} s to come back, as earlier runs show`;
      throw exceeded(budget, reason, 'Nothing was stopped.');
    }
    if (runs >= fewestRuns && atMost > budget) {
      const reason = `${host} was down for up to ${atMost.toFixed(1)} s in nine of ten of the last ${runs} backups`;
      throw exceeded(budget, reason, 'Nothing was stopped.');
    }
  }
}
