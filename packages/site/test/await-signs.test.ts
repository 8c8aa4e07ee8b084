import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  awaitSigns,
  type Check,
  type CheckId,
  type Clock,
  checkAfterRestore,
  checkTable,
  conclude,
  discoverSite,
} from '../src/index.ts';
import { find } from './support/expect-checks.ts';
import { parentServer, siteServer } from './support/make-site.ts';

/** Time passes only in sleep. */
function fakeClock(): Clock & { readonly slept: number[] } {
  let time = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
}

const sign = (id: CheckId, state: Check['state']): Check =>
  conclude({ id, good: state === 'ok', found: state, otherwise: state === 'failed' ? 'failed' : 'not-yet' });

test('signs that are all there are not waited for', async () => {
  const clock = fakeClock();
  const signs = await awaitSigns(async () => [sign('bootstrap-service', 'ok')], { minutes: 45, clock });
  assert.deepEqual([signs.functional, signs.timedOut, clock.slept], [true, false, []]);
});

test('a sign that comes is waited for, with pauses that grow', async () => {
  const clock = fakeClock();
  const look = async (minutes: number) => [sign('site-services-running', minutes > 0.5 ? 'ok' : 'not-yet')];
  const { functional } = await awaitSigns(look, { minutes: 45, clock });
  assert.equal(functional, true);
  assert.ok(clock.slept.length > 5 && clock.slept.length < 20, String(clock.slept));
  assert.deepEqual([clock.slept[0], Math.max(...clock.slept) <= 10_000], [250, true]);
});

test('the time that is given is kept to, and what is missing then is not yet there rather than failed', async () => {
  const clock = fakeClock();
  const { functional, timedOut, checks } = await awaitSigns(async () => [sign('parent-heard', 'not-yet')], {
    minutes: 45,
    clock,
  });
  assert.deepEqual([functional, timedOut, checks[0]?.state, clock.now()], [false, true, 'not-yet', 45 * 60_000]);
});

test('a sign that has failed ends the waiting at once', async () => {
  const clock = fakeClock();
  const look = async () => [sign('parent-heard', 'not-yet'), sign('site-control-file-accepted', 'failed')];
  const { functional, timedOut } = await awaitSigns(look, { minutes: 45, clock });
  assert.deepEqual([functional, timedOut, clock.slept], [false, false, []]);
});

test('a warning is not waited for', async () => {
  const clock = fakeClock();
  const look = async () => [sign('bootstrap-service', 'ok'), sign('executive-threads', 'not-yet')];
  assert.deepEqual([(await awaitSigns(look, { minutes: 45, clock })).functional, clock.slept], [true, []]);
});

test('an interruption ends the waiting', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const look = async () => [sign('parent-heard', 'not-yet')];
  await assert.rejects(awaitSigns(look, { minutes: 45, clock: fakeClock(), signal }), /enough/);
});

test('each sign has a number and a side; each that takes its time has a deadline and is late after it', async () => {
  const signs = Object.entries(checkTable).filter(([, { phases }]) => phases[0] === 'revival');
  const numbers = new Set(signs.map(([, { sign: number }]) => number));
  assert.deepEqual(
    [...numbers].sort((a, b) => a! - b!),
    Array.from({ length: 14 }, (_, index) => index + 1),
  );
  for (const [id, { minutes, side }] of signs) assert.ok(minutes !== undefined && side !== undefined, id);

  await using target = await siteServer();
  await using parent = await parentServer();
  const description = await discoverSite(target.host);
  await target.host.services.stop('SMS_EXECUTIVE');
  const at = async (elapsedMinutes: number) =>
    find(
      await checkAfterRestore({
        description,
        target: target.host,
        parent: parent.host,
        since: new Date(),
        elapsedMinutes,
      }),
      'site-services-running',
    );
  assert.equal((await at(125)).state, 'not-yet');
  const late = await at(126);
  assert.deepEqual([late.state, late.found], ['failed', 'SMS_EXECUTIVE stopped, after 125 minutes']);
});
