import { defined, formatTime } from '@resite/errors';
import { findProfile } from '@resite/site/profiles/profiles';
import { helperSteps } from '../helpers.ts';
import type { Procedure, Step } from '../procedure.ts';
import { planChecks, planParentStop } from './before.ts';
import type { RestoreFacts } from './facts.ts';
import { planPut } from './put.ts';
import { remarksOf } from './remarks.ts';
import { planConfirmation, planRevive } from './revive.ts';

/** The restore of a site to a bare server by Q138347, with the parent stopped first and started last. */
export function planRestore(facts: RestoreFacts): Procedure {
  const { target, parent, helpers = [] } = facts;
  const profile = findProfile(facts.manifest.profile, facts.profiles);
  const atHelpers = helperSteps(profile, helpers, { repeat: true });
  const names = [target, ...helpers.map(({ host }) => host), parent];
  return defined({
    schema: 1,
    kind: 'restore',
    title: `Restore ${profile.title} ${facts.manifest.site.siteCode} to ${facts.target}, as it was on ${formatTime(facts.manifest.captured)}`,
    sites: [facts.manifest.site.siteCode],
    profile: profile.name,
    ...defined({ profiles: facts.profiles }),
    hosts: Object.fromEntries(names.map(name => [name, facts.hosts[name]!])),
    repository: facts.repository,
    trust: facts.trust,
    remarks: remarksOf(facts, profile),
    steps: withUniqueIds([
      ...planChecks(facts, profile),
      ...atHelpers.record,
      ...planParentStop(facts, profile),
      ...atHelpers.stop,
      ...planPut(facts, profile),
      ...planRevive(facts, profile),
      ...atHelpers.return,
      ...planConfirmation(facts, profile),
    ]),
  });
}

/** Two directories may come to the same ID, and a step that has another one's ID would count as done. */
export function withUniqueIds(steps: readonly Step[]): Step[] {
  return steps.map((step, index) => {
    const earlier = steps.slice(0, index).filter(({ id }) => id === step.id).length;
    return earlier === 0 ? step : { ...step, id: `${step.id}-${earlier + 1}` };
  });
}
