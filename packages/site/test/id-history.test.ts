import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  decideIds,
  firstUid,
  formatNextId,
  formatUid,
  type IdSighting,
  lastCounter,
  type NextId,
  nextUid,
  parseNextId,
  parseUid,
  type Uid,
} from '../src/index.ts';

/**
 * A site as Q127052 has it: each logon server owns a range and a UID file, clients take the next ID, the site server keeps the
 * pointer to the next range. What is assumed of it, and no more, is what docs/sms-ids.md says: a logon server gets a new
 * range at most once in 30 days, one is added at most once in 30 days, and the site tells the parent each day which it has.
 */
interface Site {
  day: number;
  pointer: NextId;
  /** The first one is the site server itself. */
  readonly servers: Server[];
  readonly given: { readonly uid: Uid; readonly recorded: boolean }[];
  readonly snapshots: Snapshot[];
  /** What earlier restores chose: their journal. */
  readonly reserved: Uid[];
  /** Names that the parent knows. */
  reported: readonly string[];
  lastAdded: number;
}

interface Server {
  readonly name: string;
  uid: Uid;
  lastRange: number;
}

interface Snapshot {
  readonly day: number;
  readonly pointer: NextId;
  readonly uid: Uid;
  readonly names: readonly string[];
}

const siteCode = 'S02';
const month = 30;

function newSite(form: NextId['form'], first: Uid): Site {
  const server = { name: 'BRANCH1', uid: first, lastRange: -month };
  return {
    day: 0,
    pointer: { form, siteCode, range: 2, counter: 0 },
    servers: [server],
    given: [],
    snapshots: [],
    reserved: [],
    reported: [server.name],
    lastAdded: -month,
  };
}

type Event =
  /** `spend`: 44,064 clients of this server joined before this one. */
  | { readonly kind: 'join' | 'spend'; readonly server: number; readonly recorded: boolean }
  | { readonly kind: 'add' }
  | { readonly kind: 'backup' }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'restore'; readonly snapshot: number; readonly read: readonly boolean[] };

function happen(site: Site, event: Event): void {
  switch (event.kind) {
    case 'wait':
      site.day += event.days;
      site.reported = site.servers.map(({ name }) => name);
      return;
    case 'backup': {
      const names = site.servers.map(({ name }) => name);
      site.snapshots.push({ day: site.day, pointer: site.pointer, uid: site.servers[0]!.uid, names });
      return;
    }
    case 'add':
      if (site.day - site.lastAdded < month) return;
      site.lastAdded = site.day;
      site.servers.push({ name: `LOGON${site.servers.length}`, uid: takeRange(site), lastRange: site.day });
      return;
    case 'restore': {
      const snapshot = site.snapshots[event.snapshot % Math.max(1, site.snapshots.length)];
      if (snapshot !== undefined) restore(site, snapshot, event.read);
      return;
    }
    case 'join':
    case 'spend': {
      const server = site.servers[event.server % site.servers.length]!;
      if (event.kind === 'spend') server.uid = { ...server.uid, counter: lastCounter };
      join(site, server, event.recorded);
    }
  }
}

function join(site: Site, server: Server, recorded: boolean): void {
  const { uid } = server;
  const next = nextUid(uid);
  if (next === undefined && site.day - server.lastRange < month) return;
  site.given.push({ uid, recorded });
  if (next === undefined) server.lastRange = site.day;
  server.uid = next ?? takeRange(site);
}

function takeRange(site: Site): Uid {
  const first = firstUid(siteCode, site.pointer.range);
  site.pointer = { ...site.pointer, range: site.pointer.range + 1 };
  return first;
}

/** The site server comes back as the snapshot has it, with the decision applied; other logon servers stay as they are. */
function restore(site: Site, snapshot: Snapshot, read: readonly boolean[]): void {
  const others = new Map(site.servers.slice(1).map(({ name, uid }) => [name, uid]));
  const known = [...new Set([...snapshot.names, ...site.reported])].filter(name => name !== 'BRANCH1');
  const readNow = known.filter((_, index) => read[index % read.length]);
  const sightings: IdSighting[] = [
    ...site.given.filter(({ recorded }) => recorded).map(({ uid }) => sighting(uid, 'used')),
    ...readNow.map(name => sighting(others.get(name)!, 'next')),
    ...site.reserved.map(uid => sighting(uid, 'reserved')),
  ];
  const { next, uids } = decideIds({
    siteCode,
    snapshotUids: [formatUid(snapshot.uid)],
    snapshotNext: formatNextId(snapshot.pointer),
    sightings,
    unreadServers: 1 + known.length - readNow.length,
    days: site.day - snapshot.day,
    evidenceComplete: false,
  });
  site.pointer = parseNextId(next, siteCode)!;
  const uid = parseUid(uids[0]!.renamed)!;
  site.servers[0]!.uid = uid;
  site.reserved.push(uid);
}

const sighting = (uid: Uid, role: IdSighting['role']): IdSighting => ({ uid, role, where: 'the model' });

const form = fc.constantFrom<NextId['form'][]>('range', 'site-range', 'range-counter', 'uid');
const server = fc.nat(9);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join'), server, recorded: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('spend'), server, recorded: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('backup') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), days: fc.constantFrom(1, 29, 30, 65) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restore'),
      snapshot: fc.nat(9),
      read: fc.oneof(fc.constant([false]), fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })),
    }),
  },
);
/** An own UID file, or one that came with a move from another site. */
const first = fc.constantFrom(firstUid(siteCode, 1), firstUid('P01', 7));

function assertNoDuplicates(site: Pick<Site, 'given'>): void {
  const ids = site.given.map(({ uid }) => formatUid(uid));
  assert.equal(new Set(ids).size, ids.length, ids.join(' '));
}

test('property: whatever joins, backups and restores there are, over several logon servers, no ID is given out twice', () => {
  fc.assert(
    fc.property(form, first, fc.array(event, { maxLength: 80, size: 'max' }), (form, first, events) => {
      const site = newSite(form, first);
      for (const one of events) happen(site, one);
      assertNoDuplicates(site);
    }),
    { numRuns: sampled(600, 20_000) },
  );
});

test('property: with every ID and the last pointer known, the UID file goes on in its range, and none is given out twice', () => {
  const events = fc.array(event, { maxLength: 40 });
  fc.assert(
    fc.property(form, events, events, (form, before, later) => {
      const site = newSite(form, firstUid(siteCode, 1));
      for (const one of before) happen(site, one);
      const { next, uids } = decideIds({
        siteCode,
        snapshotUids: [formatUid(site.servers[0]!.uid)],
        snapshotNext: formatNextId(site.pointer),
        sightings: [
          ...site.given.map(({ uid }) => sighting(uid, 'used')),
          ...site.servers.map(({ uid }) => sighting(uid, 'next')),
        ],
        unreadServers: 1,
        days: 0,
        evidenceComplete: true,
      });
      site.servers[0]!.uid = parseUid(uids[0]!.renamed)!;
      site.pointer = parseNextId(next, siteCode)!;
      for (const one of later) if (one.kind !== 'restore') happen(site, one);
      assertNoDuplicates(site);
    }),
    { numRuns: sampled(90, 3_000) },
  );
});

test('without the decision, IDs are given out twice: the history can tell', () => {
  const site = newSite('range', firstUid(siteCode, 1));
  const joinOne: Event = { kind: 'join', server: 0, recorded: false };
  happen(site, joinOne);
  const { uid } = site.servers[0]!;
  happen(site, joinOne);
  site.servers[0]!.uid = uid;
  happen(site, joinOne);
  assert.throws(() => assertNoDuplicates(site), assert.AssertionError);
});
