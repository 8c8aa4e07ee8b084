import { markdown } from '@resite/errors/markdown';
import type { Profile } from '@resite/site';
import { type Step, thisComputer } from '../procedure.ts';
import type { BackupSetting } from './facts.ts';

export const startGuardian: Step = {
  id: 'start-guardian',
  title: 'Start the guardian that returns the services if this program dies',
  source: 'Resite: services come back',
  host: thisComputer,
  action: { type: 'start-guardian' },
  byHand: 'Nothing: by hand, you are the guardian.',
};

export const expectDowntime = (hosts: readonly string[], budget: number | undefined): Step => ({
  id: 'expect-downtime',
  title: `Predict how long the services will be down${budget === undefined ? '' : `, and that it is no longer than ${budget} s`}`,
  source: 'Resite: short downtime',
  host: thisComputer,
  action: { type: 'expect-downtime', hosts, ...(budget !== undefined && { budget }) },
  byHand: 'Look up how long it took the last times.',
});

export const recordServices = (host: string, services: readonly string[], id: string): Step => ({
  id,
  title: `Write down the state of every SMS service on ${host}`,
  source: 'Resite: services come back',
  host,
  action: { type: 'record-services', host, services },
  byHand: 'Control Panel, Services: note the status and startup type of each service whose name begins with SMS_.',
});

export const stopParent = (profile: Profile, { parent, parentServices }: BackupSetting): Step => ({
  id: 'stop-parent-services',
  title: `Stop the SMS services of the parent on ${parent}`,
  source: profile.steps.backup.stopParentServices!.source,
  host: parent,
  action: { type: 'stop-services', host: parent, services: parentServices },
  compensation: { type: 'return-services', host: parent },
  byHand: markdown`On ${parent}, Control Panel, Services: stop ${parentServices.join(', ')}. Leave the SQL Server running.`,
});

export const returnServices = (host: string, id: string, source: string): Step => ({
  id,
  title: `Return the SMS services on ${host} to their earlier state`,
  source,
  host,
  action: { type: 'return-services', host },
  byHand: markdown`On ${host}, Control Panel, Services: start what was started before.`,
});
