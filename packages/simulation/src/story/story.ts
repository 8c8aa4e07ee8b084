import { defined } from '@resite/errors';
import { type Chance, chance } from '../time/chance.ts';
import type { Command } from './commands.ts';
import type { Disaster, Fault, HostName } from './fault.ts';

/** What is typed at the first computer, one after the other, and what goes wrong meanwhile. The rest follows from it. */
export interface Story {
  /** Of the small delays in the world. */
  readonly seed: number;
  readonly commands: readonly Command[];
  readonly faults: readonly Fault[];
  /** Its repository is kept by the real engine, which seals what is in it. */
  readonly isSealed?: boolean;
  /** The site whose server is lost after the commands, which nothing disturbs then; faults come from when its restore is typed on. */
  readonly restores?: string;
  /** The site that is rehearsed after the commands, which nothing disturbs then either. */
  readonly rehearses?: string;
}

/** The same for the same seed. */
export function inventStory(seed: number): Story {
  const story = inventUnsealed(seed);
  return seed % sealedEvery === firstSealed ? { ...story, isSealed: true } : story;
}

/** Sealing takes its time, so that a sample has to do: one in four of them with a restore. */
const sealedEvery = 15;
const firstSealed = 8;

function inventUnsealed(seed: number): Story {
  const by = chance(seed);
  if (seed % restoreEvery === 0) return inventRestore(seed, by);
  if (seed % rehearsalEvery === firstRehearsal) return inventRehearsal(seed, by);
  const commands = inventCommands(by);
  const first = inventMoment(by, commands);
  const faults: Fault[] = [{ ...(by.happens(0.6) ? inventEnd(by) : inventDisaster(by)), ...first }];
  // A disaster seldom comes alone, and what comes meanwhile is worst.
  if (by.happens(0.3)) faults.push({ ...inventConsequence(by), ...first, at: first.at + by.upTo(first.of ? 5 : 60) });
  while (by.happens(0.4) && faults.length < 5) faults.push({ ...inventDisaster(by), ...inventMoment(by, commands) });
  return { seed, commands, faults };
}

const restoreEvery = 4;
const rehearsalEvery = 8;
const firstRehearsal = 6;

function inventRestore(seed: number, by: Chance): Story {
  const moment = (): Pick<Fault, 'at' | 'of'> => {
    const kind = by.next();
    if (kind < 0.3) return { at: 1 + by.upTo(60), of: 'journal' };
    return kind < 0.45 ? { at: 1 + by.upTo(24), of: 'services' } : { at: 1 + by.upTo(by.happens(0.7) ? 450 : 900) };
  };
  const faults: Fault[] = [{ ...(by.happens(0.6) ? inventEnd(by) : inventDisaster(by)), ...moment() }];
  while (by.happens(0.4) && faults.length < 4) faults.push({ ...inventDisaster(by), ...moment() });
  return {
    seed,
    commands: [{ type: 'backup', sites: ['S01'] }],
    faults,
    restores: 'S01',
  };
}

function inventRehearsal(seed: number, by: Chance): Story {
  const moment = (): Pick<Fault, 'at' | 'of'> =>
    by.happens(0.3) ? { at: 1 + by.upTo(60), of: 'journal' } : { at: 1 + by.upTo(by.happens(0.7) ? 400 : 800) };
  const faults: Fault[] = [{ ...inventOfRehearsal(by), ...moment() }];
  while (by.happens(0.4) && faults.length < 4) faults.push({ ...inventOfRehearsal(by), ...moment() });
  return { seed, commands: [{ type: 'backup', sites: ['S01'] }], faults, rehearses: 'S01' };
}

function inventOfRehearsal(by: Chance): Disaster {
  const seconds = by.one([5, 40, 400]);
  return by.one<Disaster>([
    { kind: 'process dies' },
    { kind: 'process dies' },
    { kind: 'process freezes' },
    { kind: 'process freezes', seconds },
    { kind: 'computer loses power' },
    { kind: 'power goes and tears the journal', transactions: 1 + by.upTo(5) },
    { kind: 'journal is lost' },
    { kind: 'disk of journal is full', seconds },
    { kind: 'disk of journal is slow', seconds },
    { kind: 'repository hangs', seconds },
    { kind: 'repository refuses', seconds },
    { kind: 'scratch machine loses power' },
    { kind: 'disk of scratch machine is full' },
    { kind: 'file of scratch machine changes' },
    { kind: 'host loses power', host: by.one(hosts), seconds },
    { kind: 'clock jumps', where: 'computer', seconds: by.one([-7200, -30, 30, 7200]) },
    { kind: 'Ctrl-C' },
    { kind: 'somebody types', command: inventTyped(by), computer: by.happens(0.7) ? 0 : 1 },
  ]);
}

function inventCommands(by: Chance): Command[] {
  const sites = by.happens(0.25) ? ['S01', 'S02'] : ['S01'];
  const backup: Command = defined({ type: 'backup', sites, budget: by.happens(0.1) ? 2 + by.upTo(20) : undefined });
  return by.happens(0.1) ? [backup, { type: 'backup', sites: ['S01'] }] : [backup];
}

/**
 * Services are stopped from the first quarter of the calls to nearly the end. Between two records of the journal, and where a service is
 * told to start or stop, are moments of their own.
 */
function inventMoment(by: Chance, commands: readonly Command[]): Pick<Fault, 'at' | 'of'> {
  const calls = commands.reduce((sum, command) => sum + callsOf(command), 0);
  const part = by.happens(0.85) ? 0.25 + 0.75 * by.next() : by.next();
  const kind = by.next();
  if (kind < 0.4) return { at: 1 + Math.floor(parts.journal * calls * part), of: 'journal' };
  if (kind < 0.55) return { at: 1 + Math.floor(parts.services * calls * by.next()), of: 'services' };
  return { at: 1 + Math.floor(calls * part) };
}

const callsOf = (command: Command) => (command.type === 'backup' ? 120 + 550 * command.sites.length : 50);

const parts = { journal: 1 / 5, services: 1 / 16 };

/** What is worst when it comes right after another disaster. */
function inventConsequence(by: Chance): Disaster {
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
function inventEnd(by: Chance): Disaster {
  const seconds = by.one([5, 40, 400]);
  return by.one<Disaster>([
    { kind: 'process dies' },
    { kind: 'process dies' },
    { kind: 'process dies' },
    defined({ kind: 'process freezes', seconds: by.happens(0.7) ? seconds : undefined }),
    { kind: 'computer loses power' },
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

function inventDisaster(by: Chance): Disaster {
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
    () => ({ kind: 'repository hangs', seconds }),
    () => ({ kind: 'repository refuses', seconds }),
    () => ({ kind: 'disk of host is full', host, ...perhaps }),
    () => ({ kind: 'disk of journal is full', ...perhaps }),
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

function inventTyped(by: Chance): Command {
  return by.one<Command>([
    { type: 'resume' },
    { type: 'resume', force: true },
    { type: 'resume --from-hosts' },
    { type: 'backup', sites: ['S01'] },
  ]);
}
