import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockChecks, pastChecks } from '../src/index.ts';

const now = new Date('2026-11-28T12:00:00Z');
const minute = 60_000;
const spans = { '10 minutes': 11 * minute, '1 day': 1440 * minute, '8 years': 8 * 525_960 * minute };

const found = (site: number, parent: number, at = now) =>
  clockChecks({
    servers: [
      { name: 'BRANCH1', ahead: site },
      { name: 'HQ1', ahead: parent },
    ],
    now: at,
  }).filter(({ ok }) => !ok);

for (const [name, span] of Object.entries(spans)) {
  const said = name === '10 minutes' ? '11 minutes' : name;
  const cases: [who: string, site: number, parent: number, verdict: string][] = [
    ['this computer is ahead', -span, -span, `this computer is ${said} ahead of both others`],
    ['this computer is behind', span, span, `this computer is ${said} behind both others`],
    ['the site server is ahead', span, 0, `BRANCH1 is ${said} ahead of both others`],
    ['the site server is behind', -span, 0, `BRANCH1 is ${said} behind both others`],
    ['the parent is ahead', 0, span, `HQ1 is ${said} ahead of both others`],
    ['the parent is behind', 0, -span, `HQ1 is ${said} behind both others`],
  ];
  for (const [who, site, parent, verdict] of cases) {
    test(`${who}, ${name}: it is named, and all times are`, () => {
      const [check] = found(site, parent).filter(({ id }) => id === 'clocks');
      assert.equal(check?.code, 'CLOCKS_DIFFER');
      assert.ok(check?.found.endsWith(`: ${verdict}`), check?.found);
      for (const computer of ['this computer', 'BRANCH1', 'HQ1']) {
        assert.match(check?.found ?? '', new RegExp(`${computer} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC`));
      }
      assert.doesNotMatch(check?.remedy ?? '', /set (it|the clock of)/i, 'no remedy sets a good clock');
    });
  }
}

test('of three that all differ none is called the odd one', () => {
  const [check] = found(1440 * minute, -1440 * minute);
  assert.match(
    check!.found,
    /this computer is 1 day behind BRANCH1, this computer is 1 day ahead of HQ1, BRANCH1 is 2 days ahead of HQ1$/,
  );
});

test('ten minutes are forgiven, and two clocks that differ name each other', () => {
  assert.deepEqual(found(9 * minute, -1 * minute), []);
  const [check] = clockChecks({ servers: [{ name: 'BRANCH1', ahead: -60 * minute }], now }).filter(({ ok }) => !ok);
  assert.match(check!.found, /: this computer is 1 hour ahead of BRANCH1$/);
});

test('a year that SMS cannot handle is refused though all agree, and though clocks are accepted', () => {
  for (const at of ['2037-01-01T00:00:00Z', '1989-12-31T23:59:59Z']) {
    assert.deepEqual(
      found(0, 0, new Date(at)).map(({ id }) => id),
      ['clocks-bearable'],
    );
  }
  assert.deepEqual(found(0, 0, new Date('2036-12-31T23:00:00Z')), []);
  const accepted = clockChecks({ servers: [{ name: 'HQ1', ahead: 12 * 525_960 * minute }], now, accepted: true });
  assert.deepEqual(
    accepted.map(({ id, ok, severity }) => [id, ok, severity]),
    [
      ['clocks-accepted', false, 'warning'],
      ['clocks-bearable', false, 'error'],
    ],
  );
});

test('a snapshot or a run that is later than now is refused, with what to do about each', () => {
  const later = { what: 'snapshot 1a2b3c4d', time: new Date('2036-01-01T00:00:00Z'), snapshot: '1a2b3c4d' };
  const [check] = pastChecks([later], { now });
  assert.equal(check!.code, 'CLOCKS_DIFFER');
  assert.match(check!.found, /this computer 2026-11-28 12:00:00 UTC, and snapshot 1a2b3c4d of 2036-01-01 00:00:00 UTC/);
  assert.deepEqual(check!.how, { kind: 'set-clock', past: [{ snapshot: '1a2b3c4d' }] });
  assert.equal(pastChecks([later], { now, accepted: true })[0]!.severity, 'warning');
  assert.equal(pastChecks([{ ...later, time: new Date('2010-01-01T00:00:00Z') }], { now })[0]!.ok, true);
});
