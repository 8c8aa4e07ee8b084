import { defined } from '@resite/errors';
import { type Chance, chance } from '../time/chance.ts';
import { helperName } from '../world/template.ts';
import { type Arrivals, inventArrivals } from './arrivals.ts';
import type { Command } from './commands.ts';
import { inventConsequence, inventDisaster, inventEnd } from './disasters.ts';
import type { Fault } from './fault.ts';
import { inventRehearsal } from './invent-rehearsal.ts';
import { inventRetention } from './invent-retention.ts';
import { inventRounds, type Round } from './rounds.ts';

/** What is typed at the first computer, one after the other, and what goes wrong meanwhile. The rest follows from it. */
export interface Story {
  /** Of the small delays in the world. */
  readonly seed: number;
  readonly commands: readonly Command[];
  readonly faults: readonly Fault[];
  /** How somebody tries to put things right while more goes wrong. */
  readonly rounds: readonly Round[];
  /** Part of the work of the first site is done by another server. */
  readonly hasHelper?: boolean;
  /** Its repository is kept by the real engine, which seals what is in it. */
  readonly isSealed?: boolean;
  /** The site whose server is lost after the commands, which nothing disturbs then; faults come from when its restore is typed on. */
  readonly restores?: string;
  /** The snapshot of the first command is restored, and not the latest one. */
  readonly isOlder?: boolean;
  /** What the last of the commands meets; the server is lost as soon as it has ended, however it ends. */
  readonly cutOffBy?: readonly Fault[];
  readonly arrivals: Arrivals;
  /** The site that is rehearsed after the commands, which nothing disturbs then either. */
  readonly rehearses?: string;
  /** What is typed after the commands, which nothing disturbs then either, while snapshots are forgotten. */
  readonly retains?: readonly Command[];
}

/** The same for the same seed. */
export function inventStory(seed: number): Story {
  const unhelped = inventUnsealed(seed);
  const story = seed % helpedEvery === firstHelped ? withHelper(unhelped) : unhelped;
  return seed % sealedEvery === firstSealed ? { ...story, isSealed: true } : story;
}

const helpedEvery = 15;
const firstHelped = 5;

/** Of what goes wrong at a server, a third goes wrong at that one. */
function withHelper(story: Story): Story {
  const by = chance(story.seed ^ 0x6a09e667);
  const faults = story.faults.map(fault =>
    'host' in fault && by.happens(1 / 3) ? { ...fault, host: helperName } : fault,
  );
  return { ...story, faults, hasHelper: true };
}

/** Sealing takes its time, so that a sample has to do: one in four of them with a restore. */
const sealedEvery = 75;
const firstSealed = 8;

function inventUnsealed(seed: number): Story {
  const by = chance(seed);
  if (seed % restoreEvery === 0) return inventRestore(seed, by);
  if (seed % rehearsalEvery === firstRehearsal) return inventRehearsal(seed, by);
  if (seed % retentionEvery === firstRetention) return inventRetention(seed, by);
  const commands = inventCommands(by);
  const first = inventMoment(by, commands);
  const faults: Fault[] = [{ ...(by.happens(0.6) ? inventEnd(by) : inventDisaster(by)), ...first }];
  // A disaster seldom comes alone, and what comes meanwhile is worst.
  if (by.happens(0.3)) faults.push({ ...inventConsequence(by), ...first, at: first.at + by.upTo(first.of ? 5 : 60) });
  while (by.happens(0.4) && faults.length < 5) faults.push({ ...inventDisaster(by), ...inventMoment(by, commands) });
  while (isStormy(seed) && by.happens(0.8) && faults.length < mostFaults)
    faults.push({ ...inventDisaster(by), ...inventMoment(by, commands) });
  if (seed % disturbedEvery === firstDisturbed) faults.push(...inventDisturbance(seed, commands));
  return { seed, commands, faults, rounds: inventRounds(seed), arrivals: inventArrivals(seed, false) };
}

const disturbedEvery = 60;
const firstDisturbed = 31;

/** Somebody starts a service about when the last one has stopped, and it has come to run before the site is captured. */
function inventDisturbance(seed: number, [first]: readonly Command[]): Fault[] {
  const by = chance(seed ^ 0x510e527f);
  const isOfSeveral = first?.type === 'backup' && first.sites.length > 1;
  const moment = { at: (isOfSeveral ? 90 : 60) + by.upTo(14), of: 'journal' } as const;
  const host = by.one(['BRANCH1', 'HQ1'] as const);
  return [
    { kind: 'somebody starts a service', host, service: by.upTo(8), ...moment },
    { kind: 'host hangs', host: 'BRANCH1', seconds: 1, ...moment },
  ];
}

const restoreEvery = 4;
/** Of these, one in two restores the first of two backups. */
const twiceEvery = 12;
/** Of these, the server is lost in the middle of the second one, or soon after. */
const cutOffEvery = 12;
const firstCutOff = 4;
const retentionEvery = 20;
const firstRetention = 13;
const rehearsalEvery = 8;
const firstRehearsal = 6;

/** In every second story much more goes wrong. */
const isStormy = (seed: number) => (seed >> 2) % 2 === 1;
const mostFaults = 10;

function inventRestore(seed: number, by: Chance): Story {
  const moment = (): Pick<Fault, 'at' | 'of'> => {
    const kind = by.next();
    if (kind < 0.3) return { at: 1 + by.upTo(60), of: 'journal' };
    return kind < 0.45 ? { at: 1 + by.upTo(24), of: 'services' } : { at: 1 + by.upTo(by.happens(0.7) ? 450 : 900) };
  };
  const faults: Fault[] = [{ ...(by.happens(0.6) ? inventEnd(by) : inventDisaster(by)), ...moment() }];
  while (by.happens(0.4) && faults.length < 4) faults.push({ ...inventDisaster(by), ...moment() });
  while (isStormy(seed) && by.happens(0.8) && faults.length < mostFaults)
    faults.push({ ...inventDisaster(by), ...moment() });
  const backup: Command = { type: 'backup', sites: ['S01'] };
  const isTwice = seed % twiceEvery === 0;
  const isCutOff = seed % cutOffEvery === firstCutOff;
  return defined({
    seed,
    commands: isTwice || isCutOff ? [backup, backup] : [backup],
    faults,
    rounds: inventRounds(seed),
    restores: 'S01',
    isOlder: (isTwice && (seed / twiceEvery) % 2 === 0) || undefined,
    cutOffBy: isCutOff ? inventCutOff(seed, backup) : undefined,
    arrivals: inventArrivals(seed, true),
  });
}

/** Mostly its end, and often that of its guardian as well; and clients join while the site is captured. */
function inventCutOff(seed: number, backup: Command): Fault[] {
  const by = chance(seed ^ 0x1f83d9ab);
  const { at, ...of } = inventMoment(by, [backup]);
  const moment = { at: Math.ceil(at * 0.85), ...of }; // it comes to its end before the last of them
  const faults: Fault[] = [{ ...(by.happens(0.8) ? inventEnd(by) : inventDisaster(by)), ...moment }];
  if (by.happens(0.5))
    faults.push({ ...inventConsequence(by), ...moment, at: moment.at + by.upTo(moment.of ? 5 : 60) });
  for (let joins = by.upTo(3); joins > 0; joins--)
    faults.push({ kind: 'clients join', server: by.upTo(4), count: 1 + by.upTo(3), at: 200 + by.upTo(300) });
  return faults;
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
