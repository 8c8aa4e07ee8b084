import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decideIds,
  firstUid,
  formatNextId,
  formatUid,
  lastCounter,
  type NextId,
  nextUid,
  parseNextId,
  parseUid,
  type Uid,
} from '../src/index.ts';

/**
 * A site as Q127052 has it: each logon server owns a range and a UID file, clients take the next ID, the site server
 * keeps the pointer to the next range.
 */
interface Site {
  pointer: NextId;
  /** The next ID of each logon server; the first one is the site server itself. */
  readonly servers: Uid[];
  readonly given: Uid[];
}

const siteCode = 'S02';

function newSite(form: NextId['form']): Site {
  return { pointer: { form, siteCode, range: 2, counter: 0 }, servers: [firstUid(siteCode, 1)], given: [] };
}

function takeRange(site: Site): Uid {
  const first = firstUid(siteCode, site.pointer.range);
  site.pointer = { ...site.pointer, range: site.pointer.range + 1 };
  return first;
}

function join(site: Site, server: number): void {
  const uid = site.servers[server % site.servers.length]!;
  site.given.push(uid);
  site.servers[server % site.servers.length] = nextUid(uid) ?? takeRange(site);
}

type Event = { readonly kind: 'join' | 'add-server' | 'nearly-spent'; readonly server: number };

function happen(site: Site, { kind, server }: Event): void {
  if (kind === 'add-server') site.servers.push(takeRange(site));
  else if (kind === 'join') join(site, server);
  else {
    const index = server % site.servers.length;
    const uid = site.servers[index]!;
    site.servers[index] = { ...uid, counter: Math.max(uid.counter, lastCounter - 1) };
  }
}

const form = fc.constantFrom<NextId['form'][]>('range', 'site-range', 'range-counter', 'uid');
const event = (kinds: Event['kind'][]) => fc.record({ kind: fc.constantFrom(...kinds), server: fc.nat(9) });
const history = (kinds: Event['kind'][]) => fc.array(event(kinds), { maxLength: 40 });
const everything: Event['kind'][] = ['join', 'join', 'join', 'add-server', 'nearly-spent'];

/** Restores the site server as the snapshot has it, with the decision applied; other logon servers stay as they are. */
function restore(site: Site, snapshot: Site, seen: readonly string[], evidenceComplete: boolean): Site {
  const { next, uids } = decideIds({
    siteCode,
    snapshotUids: [formatUid(snapshot.servers[0]!)],
    snapshotNext: formatNextId(snapshot.pointer),
    seen,
    logonServers: site.servers.length,
    evidenceComplete,
  });
  return {
    pointer: parseNextId(next, siteCode)!,
    servers: [parseUid(uids[0]!.renamed)!, ...site.servers.slice(1)],
    given: site.given,
  };
}

function assertNoDuplicates(site: Site): void {
  const ids = site.given.map(formatUid);
  assert.equal(new Set(ids).size, ids.length);
}

test('property: with nothing recorded since the backup but a part of the IDs, none is given out twice', () => {
  // Each logon server may have got one range since the backup that nobody recorded: by being added, or by filling its
  // range, which takes 44,065 clients. That much, and no more, is what the decision allows for.
  const parts = fc.record({
    form,
    before: history(everything),
    joinsAfter: history(['join']),
    newRanges: fc.uniqueArray(fc.nat(5), { maxLength: 6 }),
    recorded: fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }),
    later: history(everything),
  });
  fc.assert(
    fc.property(parts, ({ form, before, joinsAfter, newRanges, recorded, later }) => {
      const site = newSite(form);
      for (const happening of before) happen(site, happening);
      const snapshot = structuredClone(site);
      const servers = site.servers.length;
      for (const server of newRanges) {
        if (server < servers) site.servers[server] = takeRange(site);
        else site.servers.push(takeRange(site));
      }
      for (const { server } of joinsAfter) {
        const uid = site.servers[server % site.servers.length]!;
        if (nextUid(uid) !== undefined) join(site, server);
      }
      const seen = site.given.filter((_, index) => recorded[index % recorded.length]).map(formatUid);
      const restored = restore(site, snapshot, seen, false);
      for (const happening of later) happen(restored, happening);
      assertNoDuplicates(restored);
    }),
    { numRuns: 300 },
  );
});

test('property: with every ID and the last pointer known, none is given out twice, whatever happened', () => {
  const parts = fc.record({
    form,
    before: history(everything),
    after: history(everything),
    later: history(everything),
  });
  fc.assert(
    fc.property(parts, ({ form, before, after, later }) => {
      const site = newSite(form);
      for (const happening of before) happen(site, happening);
      const snapshot = structuredClone(site);
      for (const happening of after) happen(site, happening);
      const seen = [...site.given, ...site.servers].map(formatUid);
      const restored = restore(site, { ...snapshot, pointer: site.pointer }, seen, true);
      for (const happening of later) happen(restored, happening);
      assertNoDuplicates(restored);
    }),
    { numRuns: 300 },
  );
});

test('without the decision, IDs are given out twice: the history can tell', () => {
  const site = newSite('range');
  for (let client = 0; client < 3; client++) join(site, 0);
  const snapshot = structuredClone(site);
  join(site, 0);
  const careless: Site = { ...snapshot, given: site.given };
  join(careless, 0);
  assert.throws(() => assertNoDuplicates(careless), assert.AssertionError);
});
