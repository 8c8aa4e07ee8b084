import { defined } from '@resite/errors';
import { markdown, raw } from '@resite/errors/markdown';
import type { Profile } from '@resite/site';
import { andDependents, dependentsByHand } from '../dependents.ts';
import { everyService, type StoppedServices } from '../plan-text.ts';
import { type Step, thisComputer } from '../procedure.ts';
import type { BackupSetting } from './facts.ts';

export const startGuardian: Step = {
  id: 'start-guardian',
  phase: 'prepare',
  title: 'Start the guardian that returns the services if this program dies',
  source: 'Resite: services come back',
  host: thisComputer,
  action: { type: 'start-guardian' },
  byHand: 'Nothing: by hand, you are the guardian.',
};

export const expectDowntime = (hosts: readonly string[], budget: number | undefined): Step => ({
  id: 'expect-downtime',
  phase: 'prepare',
  title: `Predict how long the services will be down${budget === undefined ? '' : `, and that it is no longer than ${budget} s`}`,
  source: 'Resite: short downtime',
  host: thisComputer,
  action: defined({ type: 'expect-downtime', hosts, budget }),
  byHand: 'Look up how long it took the last times.',
});

export const recordServices = (
  profile: Profile,
  host: string,
  { services, dependents }: StoppedServices,
  id: string,
): Step => ({
  id,
  phase: 'prepare',
  title: `Write down the state of every ${profile.words.system} service on ${host}${andDependents(dependents)}`,
  source: 'Resite: services come back',
  host,
  action: defined({ type: 'record-services', host, services, dependents }),
  byHand: markdown`Control Panel, Services: note the status and startup type of ${everyService(profile)}${raw(dependents === undefined ? '' : markdown`, and of ${dependents.join(', ')}`)}.`,
});

export const stopParent = (
  profile: Profile,
  above: Profile,
  { parent, parentServices, parentDependents: dependents }: BackupSetting,
): Step => ({
  id: 'stop-parent-services',
  phase: 'stop',
  title: `Stop the ${above.words.system} services of the parent on ${parent}${andDependents(dependents)}`,
  source: profile.steps.backup.stopParentServices.source,
  host: parent,
  action: defined({ type: 'stop-services', host: parent, services: parentServices, dependents }),
  compensation: { type: 'return-services', host: parent },
  byHand:
    markdown`On ${parent}, Control Panel, Services: stop ${parentServices.join(', ')}. ${raw(profile.steps.backup.stopParentServices.note ?? '')} ${dependentsByHand(dependents)}`.trim(),
});

export const returnServices = (
  { words }: Profile,
  { host, dependents }: { host: string; dependents?: readonly string[] | undefined },
  id: string,
  source: string,
): Step => ({
  id,
  phase: 'return',
  title: `Return the ${words.system} services on ${host}${andDependents(dependents)}${dependents === undefined ? '' : ','} to their earlier state`,
  source,
  host,
  action: { type: 'return-services', host },
  byHand: markdown`On ${host}, Control Panel, Services: start what was started before.${dependents === undefined ? '' : ` Last of all ${dependents.toReversed().join(', ')}.`}`,
});
