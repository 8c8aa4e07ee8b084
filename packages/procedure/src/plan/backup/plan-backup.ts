import { defined } from '@resite/errors';
import type { Profile } from '@resite/site';
import { leftOutOf } from '@resite/site/left-out';
import { findProfile, parentProfile } from '@resite/site/profiles/profiles';
import { helpersText } from '@resite/site/site-control-file/helper-servers';
import { unnamedHelpers } from '../helpers.ts';
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
  const helpers = helperNames(facts);
  return defined({
    schema: 1,
    kind: 'backup',
    title: `Back up ${profile.title} ${site.siteCode} on ${host}`,
    sites: [site.siteCode],
    profile: profile.name,
    ...defined({ profiles: facts.profiles }),
    // In stopping order: a clean-up goes through it backwards.
    hosts: hostsOf([host, ...helpers, parent], facts),
    repository: facts.repository,
    downtimeBudget: facts.downtimeBudget,
    remarks: remarksOf([facts], facts),
    steps: [
      ...plan.before,
      recordServices(above, parent, ofParent(facts), 'record-parent-services'),
      expectDowntime([host, ...helpers, parent], facts.downtimeBudget),
      startGuardian,
      plan.stop,
      ...plan.stopHelpers,
      { ...stopParent(profile, above, facts), after: [startGuardian.id] },
      ...plan.stopped,
      returnParent(profile, above, facts),
      ...plan.resumeHelpers.map(step => ({ ...step, after: ['confirm-stopped'] })),
      { ...plan.resume, after: ['confirm-stopped', ...plan.resumeHelpers.map(({ id }) => id)] },
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
  const { parent, parallel } = setting;
  const names = [...sites.flatMap(facts => [facts.host, ...helperNames(facts)]), parent];
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
    hosts: hostsOf(names, setting),
    repository: setting.repository,
    downtimeBudget: setting.downtimeBudget,
    remarks: remarksOf(sites, setting),
    steps: [
      ...each(({ before }) => before),
      recordServices(above, parent, ofParent(setting), 'record-parent-services'),
      expectDowntime(names, setting.downtimeBudget),
      startGuardian,
      stopParent(profile, above, setting),
      ...each(({ stop, stopHelpers, stopped, resumeHelpers, resume }) => [
        { ...stop, after: [startGuardian.id] },
        ...stopHelpers,
        ...stopped,
        ...resumeHelpers,
        resume,
      ]),
      { ...returnParent(profile, above, setting), after: codes.map(code => `confirm-stopped/${code}`) },
      ...each(({ after }) => after),
    ],
  });
}

const helperNames = ({ helpers = [] }: SiteFacts) => helpers.map(({ host }) => host);

/** In this order, which is the one of stopping. */
const hostsOf = (names: readonly string[], { hosts }: BackupSetting) =>
  Object.fromEntries(names.map(name => [name, hosts[name]!]));

/** What a person reads before the backup; what it did leave out is known when it was made. */
function remarksOf(sites: readonly SiteFacts[], { profiles }: BackupSetting): Remark[] | undefined {
  const remarks = sites.flatMap(({ site, helpers = [] }) => [
    ...leftOutOf(site, findProfile(site.profile, profiles)).map(({ what, why, source }) => ({
      id: 'left-out',
      what: `The backup of ${site.siteCode} will be partial. It lacks ${what}: ${why}.`,
      todo: 'Put it right before the backup. The checks say how.',
      source,
    })),
    ...unnamedHelpers(site, helpers).map(helper => ({
      id: 'helper-servers',
      what: `The backup of ${site.siteCode} will be refused: ${helpersText([helper])} does part of its work, and its settings do not name it.`,
      todo: `Add it to \`helperServers\` of ${site.siteCode}. The checks say how.`,
      source: 'Q131698; Q153247; Q135087; Q140366',
    })),
  ]);
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
