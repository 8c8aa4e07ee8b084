import { defined } from '@resite/errors';
import type { Profile } from '@resite/site';
import { leftOutOf } from '@resite/site/left-out';
import { findProfile, parentProfile } from '@resite/site/profiles/profiles';
import type { StoppedServices } from '../plan-text.ts';
import type { Procedure, Remark, Step } from '../procedure.ts';
import type { BackupFacts, BackupSetting, SiteFacts } from './facts.ts';
import { expectDowntime, recordServices, returnServices, startGuardian, stopParent } from './parent.ts';
import { planSite, type SitePlan } from './site.ts';

/**
 * The backup of a site by Q138347, in two phases: what can be read while the site runs is read before the stop; the
 * registry is saved before it, as the article has it, and after it, so that it is as old as the files; and the services
 * return before anything is uploaded. What does not depend on each other is done side by side.
 */
export function planBackup(facts: BackupFacts): Procedure {
  const { host, parent, site } = facts;
  const profile = findProfile(site.profile, facts.profiles);
  const above = parentProfile(profile, facts.profiles);
  const plan = planSite(facts, facts);
  return defined({
    schema: 1,
    kind: 'backup',
    title: `Back up ${profile.title} ${site.siteCode} on ${host}`,
    sites: [site.siteCode],
    profile: profile.name,
    ...defined({ profiles: facts.profiles }),
    // In stopping order: a clean-up goes through it backwards.
    hosts: { [host]: facts.hosts[host]!, [parent]: facts.hosts[parent]! },
    repository: facts.repository,
    downtimeBudget: facts.downtimeBudget,
    remarks: leftOutRemarks([facts], facts),
    steps: [
      ...plan.before,
      recordServices(above, parent, ofParent(facts), 'record-parent-services'),
      expectDowntime([host, parent], facts.downtimeBudget),
      startGuardian,
      plan.stop,
      { ...stopParent(profile, above, facts), after: [startGuardian.id] },
      ...plan.stopped,
      returnParent(profile, above, facts),
      { ...plan.resume, after: ['confirm-stopped'] },
      ...plan.after,
    ],
  });
}

/**
 * The backup of sites below one parent: that is stopped once for all, while each site is stopped, captured and returned
 * in a lane of its own, as many at a time as `parallel` says. The parent returns when the last capture has ended.
 */
export function planSiblingBackup(
  sites: readonly SiteFacts[],
  setting: BackupSetting & { parallel: number },
): Procedure {
  const { parent, hosts, parallel } = setting;
  const profile = findProfile(sites[0]!.site.profile, setting.profiles);
  const above = parentProfile(profile, setting.profiles);
  const plans = sites.map(facts => planSite(facts, setting, facts.site.siteCode));
  const codes = sites.map(({ site }) => site.siteCode);
  const each = (steps: (plan: SitePlan) => readonly Step[]) => plans.flatMap(steps);
  return defined({
    schema: 1,
    kind: 'backup',
    title: `Back up ${codes.length} sites below ${setting.parentCode}: ${codes.join(', ')}`,
    sites: codes,
    parallel,
    profile: profile.name,
    ...defined({ profiles: setting.profiles }),
    hosts: Object.fromEntries([...sites.map(({ host }) => host), parent].map(name => [name, hosts[name]!])),
    repository: setting.repository,
    downtimeBudget: setting.downtimeBudget,
    remarks: leftOutRemarks(sites, setting),
    steps: [
      ...each(({ before }) => before),
      recordServices(above, parent, ofParent(setting), 'record-parent-services'),
      expectDowntime([...sites.map(({ host }) => host), parent], setting.downtimeBudget),
      startGuardian,
      stopParent(profile, above, setting),
      ...each(({ stop, stopped, resume }) => [{ ...stop, after: [startGuardian.id] }, ...stopped, resume]),
      { ...returnParent(profile, above, setting), after: codes.map(code => `confirm-stopped/${code}`) },
      ...each(({ after }) => after),
    ],
  });
}

/** What a person reads before the backup; what it did leave out is known when it was made. */
function leftOutRemarks(sites: readonly SiteFacts[], { profiles }: BackupSetting): Remark[] | undefined {
  const remarks = sites.flatMap(({ site }) =>
    leftOutOf(site, findProfile(site.profile, profiles)).map(({ what, why, source }) => ({
      id: 'left-out',
      what: `The backup of ${site.siteCode} will be partial. It lacks ${what}: ${why}.`,
      todo: 'Put it right before the backup. The checks say how.',
      source,
    })),
  );
  return remarks.length === 0 ? undefined : remarks;
}

const ofParent = ({ parentServices, parentDependents }: BackupSetting): StoppedServices =>
  defined({ services: parentServices, dependents: parentDependents });

const returnParent = (profile: Profile, above: Profile, { parent, parentDependents }: BackupSetting): Step =>
  returnServices(
    above,
    { host: parent, dependents: parentDependents },
    'return-parent-services',
    profile.steps.backup.startParentServices.source,
  );
