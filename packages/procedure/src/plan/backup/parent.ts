import { defined } from '@resite/errors';
import { markdown, raw } from '@resite/errors/markdown';
import type { Profile } from '@resite/site';
import { everyService } from '../plan-text.ts';
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

export const recordServices = (profile: Profile, host: string, services: readonly string[], id: string): Step => ({
  id,
  phase: 'prepare',
  title: `Write down the state of every ${profile.words.system} service on ${host}`,
  source: 'Resite: services come back',
  host,
  action: { type: 'record-services', host, services },
  byHand: markdown`Control Panel, Services: note the status and startup type of ${everyService(profile)}.`,
});

export const stopParent = (profile: Profile, above: Profile, { parent, parentServices }: BackupSetting): Step => ({
  id: 'stop-parent-services',
  phase: 'stop',
  title: `Stop the ${above.words.system} services of the parent on ${parent}`,
  source: profile.steps.backup.stopParentServices.source,
  host: parent,
  action: { type: 'stop-services', host: parent, services: parentServices },
  compensation: { type: 'return-services', host: parent },
  byHand:
    markdown`On ${parent}, Control Panel, Services: stop ${parentServices.join(', ')}. ${raw(profile.steps.backup.stopParentServices.note ?? '')}`.trim(),
});

export const returnServices = ({ words }: Profile, host: string, id: string, source: string): Step => ({
  id,
  phase: 'return',
  title: `Return the ${words.system} services on ${host} to their earlier state`,
  source,
  host,
  action: { type: 'return-services', host },
  byHand: markdown`On ${host}, Control Panel, Services: start what was started before.`,
});
