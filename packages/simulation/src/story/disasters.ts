import { defined } from '@resite/errors';
import type { Chance } from '../time/chance.ts';
import type { Command } from './commands.ts';
import type { Disaster, HostName } from './fault.ts';

/** What is worst when it comes right after another disaster. */
export function inventConsequence(by: Chance): Disaster {
  const host = by.one(hosts);
  return by.one<Disaster>([
    { kind: 'host hangs', host, seconds: 60 },
    { kind: 'host loses power', host, seconds: 60 },
    { kind: 'host loses power', host, seconds: 5 },
    { kind: 'computer loses power' },
    { kind: 'journal is lost' },
    { kind: 'guardian dies' },
  ]);
}

const hosts: readonly HostName[] = ['BRANCH1', 'BRANCH1', 'HQ1', 'BRANCH2'];

/** What ends a run. */
export function inventEnd(by: Chance): Disaster {
  const seconds = by.one([5, 40, 400]);
  return by.one<Disaster>([
    { kind: 'process dies' },
    { kind: 'process dies' },
    { kind: 'process dies' },
    defined({ kind: 'process freezes', seconds: by.happens(0.7) ? seconds : undefined }),
    { kind: 'computer loses power' },
    { kind: 'computer is gone' },
    { kind: 'computer sleeps', seconds: by.happens(0.5) ? 1_200 : 400 },
    { kind: 'journal is lost' },
    { kind: 'somebody starts a service', host: by.one(hosts), service: by.upTo(8) },
    { kind: 'host loses power', host: by.one(hosts), seconds },
    { kind: 'somebody types', command: { type: 'backup', sites: ['S01'] }, computer: by.happens(0.5) ? 0 : 1 },
    {
      kind: 'service does not start',
      host: by.one(hosts),
      service: by.upTo(8),
      how: by.one(['refuse', 'hang', 'die']),
    },
  ]);
}

export function inventDisaster(by: Chance): Disaster {
  const host = by.one(hosts);
  const service = by.upTo(8);
  const seconds = by.one([1, 5, 20, 60, 400]);
  const perhaps = by.happens(0.5) ? { seconds } : {};
  const kinds: readonly (() => Disaster)[] = [
    () => ({ kind: 'process dies' }),
    () => ({ kind: 'process dies' }),
    () => ({ kind: 'guardian dies' }),
    () => ({ kind: 'process freezes', ...perhaps }),
    () => ({ kind: 'guardian freezes', ...perhaps }),
    () => ({ kind: 'computer loses power' }),
    () => ({ kind: 'computer loses power' }),
    () => ({ kind: 'host loses power', host, seconds }),
    () => ({ kind: 'host hangs', host, seconds }),
    () => ({ kind: 'repository hangs', seconds: seconds === 400 ? 1_200 : seconds }), // longer than a lease
    () => ({ kind: 'repository refuses', seconds }),
    () => ({ kind: 'disk of host is full', host, ...perhaps }),
    () => ({ kind: 'disk of state folder is full', ...perhaps }),
    () => ({ kind: 'disk of journal is slow', seconds }),
    () => ({ kind: 'journal is lost' }),
    () => ({ kind: 'power goes and tears the journal', transactions: 1 + by.upTo(5) }),
    () => ({ kind: 'service does not start', host, service, how: by.one(['refuse', 'hang', 'die']), ...perhaps }),
    () => ({ kind: 'service does not stop', host, service, how: by.one(['refuse', 'hang']), ...perhaps }),
    () => ({ kind: 'accounts are locked', ...perhaps }),
    () => ({
      kind: 'clock jumps',
      where: by.one(['computer', ...hosts] as const),
      seconds: by.one([-7200, -30, 30, 7200]),
    }),
    () => ({ kind: 'somebody starts a service', host, service }),
    () => ({ kind: 'Ctrl-C' }),
    () => ({ kind: 'somebody types', command: inventTyped(by), computer: by.happens(0.5) ? 0 : 1 }),
  ];
  return by.one(kinds)();
}

export function inventTyped(by: Chance): Command {
  return by.one<Command>([
    { type: 'resume' },
    { type: 'resume', force: true },
    { type: 'resume --from-hosts' },
    { type: 'backup', sites: ['S01'] },
  ]);
}
