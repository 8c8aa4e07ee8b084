import { defined } from '@resite/errors';
import { markdown, raw } from '@resite/errors/markdown';
import type { Profile } from '@resite/site';
import { captureRoots } from '@resite/site/discovery/capture-roots';
import { findProfile } from '@resite/site/profiles/profiles';
import { andDependents, dependentsByHand } from '../dependents.ts';
import { helperSteps, hostsOf } from '../helpers.ts';
import { atOtherLogonServers } from '../other-logon-servers.ts';
import { fill, list, longName, type StoppedServices, stoppedServices } from '../plan-text.ts';
import { type Step, thisComputer } from '../procedure.ts';
import type { BackupFacts, BackupSetting, SiteFacts } from './facts.ts';
import { recordServices, returnServices } from './parent.ts';

/** The steps that one site needs, by what must be true of the services: with a lane, they bear its name. */
export interface SitePlan {
  readonly before: readonly Step[];
  readonly stop: Step;
  /** After it. */
  readonly stopHelpers: readonly Step[];
  readonly stopped: readonly Step[];
  readonly resumeHelpers: readonly Step[];
  /** After them. */
  readonly resume: Step;
  readonly after: readonly Step[];
}

export function planSite(site: SiteFacts, setting: BackupSetting, lane?: string): SitePlan {
  const facts = { ...setting, ...site };
  const profile = findProfile(site.site.profile, setting.profiles);
  const named = (step: Step): Step => (lane === undefined ? step : { ...step, id: idIn(lane, step.id), lane });
  const id = (step: string) => (lane === undefined ? step : idIn(lane, step));
  const source = profile.steps.backup.startServices.source;
  const services = stoppedServices(profile, site.site);
  const helpers = helperSteps(profile, site.helpers ?? []);
  return {
    before: [...before(facts, profile, services), ...helpers.record].map(named),
    stop: named(stop(facts, profile, services)),
    stopHelpers: helpers.stop.map(step => named({ ...step, after: [id('stop-services')] })),
    stopped: stopped(facts, profile, services, id).map(named),
    resumeHelpers: helpers.return.map(named),
    resume: named(returnServices(profile, { ...services, host: facts.host }, 'return-services', source)),
    after: after(facts, profile, id).map(named),
  };
}

const idIn = (lane: string, step: string) => `${step}/${lane}`;

/** The ID of a step of the same site. */
type StepId = (step: string) => string;

function before(
  { site, host, helpers = [], parent, parentCode, acceptClocks }: BackupFacts,
  profile: Profile,
  services: StoppedServices,
): Step[] {
  const { check } = profile.steps.backup;
  return [
    {
      id: 'check',
      phase: 'check',
      title: `Check that ${site.siteCode} can be backed up`,
      source: check.source,
      host,
      action: defined({
        type: 'check-before-backup',
        profile: profile.name,
        site: site.siteCode,
        host,
        parentSite: parentCode,
        parentHost: parent,
        helperHosts: hostsOf(helpers),
        acceptClocks: acceptClocks || undefined,
      }),
      byHand: fill(check.note ?? '', { root: site.smsRoot }).markdown,
    },
    {
      id: 'pre-copy',
      phase: 'prepare',
      title: 'Copy what can be copied while the site runs',
      source: 'Resite: short downtime',
      host,
      action: { type: 'capture', site: site.siteCode, host, roots: captureRoots(site), reread: [] },
      byHand: 'Nothing: this only saves time later.',
    },
    saveRegistry({ site, host }, profile, 'saveRegistryBefore'),
    recordServices(profile, host, services, 'record-services'),
  ];
}

function stop({ host }: BackupFacts, profile: Profile, { services, dependents }: StoppedServices): Step {
  const text = profile.steps.backup.stopServices;
  return {
    id: 'stop-services',
    phase: 'stop',
    title: `Stop the ${profile.words.system} services on ${host}${andDependents(dependents)}`,
    source: text.source,
    host,
    action: defined({ type: 'stop-services', host, services, dependents }),
    compensation: { type: 'return-services', host },
    byHand:
      markdown`Control Panel, Services: stop ${services.join(', ')}, in this order. ${raw(text.note ?? '')} ${dependentsByHand(dependents)}`.trim(),
  };
}

function stopped(facts: BackupFacts, profile: Profile, { services }: StoppedServices, id: StepId): Step[] {
  const { site, host } = facts;
  const text = profile.steps.backup;
  return [
    confirmStopped(facts, profile, services, 'before'),
    saveRegistry(facts, profile, 'saveRegistry'),
    {
      id: 'capture',
      phase: 'capture',
      title: text.capture.title,
      source: text.capture.source,
      host,
      action: {
        type: 'capture',
        site: site.siteCode,
        host,
        roots: captureRoots(site),
        reread: profile.alwaysReread,
        after: id('pre-copy'),
      },
      byHand: markdown`Copy with everything below, hidden and system files too, with times and permissions:\n${list(captureRoots(site))}`,
    },
    {
      id: 'describe-site',
      phase: 'capture',
      title: text.describe.title,
      source: text.describe.source,
      host,
      action: { type: 'describe-site', host, profile: profile.name },
      byHand: fill(text.describe.note ?? '', { root: site.smsRoot }).markdown,
    },
    confirmStopped(facts, profile, services, 'after'),
  ];
}

/** Q168682: a watchdog may have started services again, before the copy as well as during it. */
function confirmStopped(
  { host, helpers = [], parent, parentServices }: BackupFacts,
  profile: Profile,
  services: readonly string[],
  when: 'before' | 'after',
): Step {
  const servers = helpers.length === 0 ? 'both servers' : 'each of the servers';
  return {
    id: when === 'before' ? 'confirm-stop' : 'confirm-stopped',
    phase: 'capture',
    title: when === 'before' ? 'See that every service is stopped' : 'See that every service stayed stopped',
    source: profile.steps.backup.confirmStopped.source,
    host,
    action: {
      type: 'confirm-stopped',
      hosts: {
        [host]: services,
        ...Object.fromEntries(helpers.map(helper => [helper.host, helper.services])),
        [parent]: parentServices,
      },
      when,
    },
    byHand:
      when === 'before'
        ? `Control Panel, Services, on ${servers}: all of them are stopped, and none has come up again.`
        : `Control Panel, Services, on ${servers}: still stopped. If not, begin again.`,
  };
}

function saveRegistry(
  { site, host }: Pick<BackupFacts, 'site' | 'host'>,
  profile: Profile,
  which: 'saveRegistryBefore' | 'saveRegistry',
): Step {
  const { title, source, note } = profile.steps.backup[which];
  return {
    id: which === 'saveRegistry' ? 'save-registry' : 'save-registry-before',
    phase: which === 'saveRegistry' ? 'capture' : 'prepare',
    title,
    source,
    host,
    action: defined({
      type: 'save-registry',
      host,
      key: profile.registryKey,
      serviceKeys: site.services.map(service => `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${service.name}`),
      windowsVersion: site.identity.windowsVersion,
      codePage: site.identity.ansiCodePage,
    }),
    byHand:
      which === 'saveRegistry'
        ? `REGEDT32: select \`${longName(profile.registryKey)}\`, Registry, Save Key. Save it on a local disk. This is the one to restore.`
        : `REGEDT32: select \`${longName(profile.registryKey)}\`, Registry, Save Key. ${note ?? ''}`.trim(),
  };
}

function after(facts: BackupFacts, profile: Profile, id: StepId): Step[] {
  const { site, host, parent, helpers = [], account, signingKey } = facts;
  const helping = helpers.map(({ host: name, computerName }) => ({ host: name, computerName }));
  // They go on while the site is stopped: they are looked at when it is up again, so that nobody waits for one.
  const others = atOtherLogonServers('describe', profile, facts, logonServers => ({
    phase: 'store',
    action: { type: 'describe-logon-servers', description: id('describe-site'), logonServers },
  }));
  return [
    ...others,
    {
      id: 'compare-registry',
      phase: 'store',
      title: 'Compare the registry key as it was before the stop and after it',
      source: profile.steps.backup.compareRegistry.source,
      host: thisComputer,
      action: {
        type: 'compare-registry',
        key: profile.registryKey,
        before: id('save-registry-before'),
        after: id('save-registry'),
      },
      byHand: 'Nothing: keep both, and restore the one that was saved with the services stopped.',
    },
    {
      id: 'commit',
      phase: 'store',
      title: 'Make it a snapshot in the repository',
      source: profile.steps.backup.commit.source,
      host: thisComputer,
      action: defined({
        type: 'commit-snapshot',
        host,
        parentHost: parent,
        helpers: helping.length === 0 ? undefined : helping,
        account,
        roots: captureRoots(site),
        registryKey: profile.registryKey,
        capture: id('capture'),
        description: id('describe-site'),
        registry: id('save-registry'),
        logonServers: others.length > 0 ? id('describe-logon-servers') : undefined,
        signingKey,
      }),
      byHand: 'Bring the copies, the saved key and your notes to a safe place.',
    },
    {
      id: 'verify',
      phase: 'read',
      title: 'Read the snapshot back',
      source: 'Resite: provable',
      host: thisComputer,
      action: { type: 'verify-snapshot', snapshot: { step: id('commit') } },
      byHand: 'Read the copies back and compare them with the originals that do not change.',
    },
  ];
}
