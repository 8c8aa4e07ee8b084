import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError, ResiteError } from '@resite/errors';
import { type Service, type ServiceState, waitForService } from '@resite/host';

/** A host whose only service goes through these states, one at each look, and stays in the last. */
function hostWith(...states: (ServiceState | undefined)[]) {
  let looks = 0;
  const query = async (name: string): Promise<Service | undefined> => {
    const state = states[Math.min(looks++, states.length - 1)];
    return state && { name, displayName: name, state, startType: 'auto', imagePath: '', account: 'LocalSystem' };
  };
  return { host: { name: 'BRANCH1', services: { query } }, looks: () => looks };
}

test('waits through every other state, and for a service that is not installed yet', async () => {
  const { host, looks } = hostWith(undefined, 'stopped', 'start-pending', 'running');
  await waitForService(host, 'SMS_EXECUTIVE', 'running', { timeoutMs: 60_000, pollMs: 1 });
  assert.equal(looks(), 4);
});

test('looks often at first, so that little time is lost over a service that is quick', async () => {
  const { host, looks } = hostWith('stop-pending', 'stop-pending', 'stop-pending', 'stop-pending', 'stopped');
  await waitForService(host, 'SMS_EXECUTIVE', 'stopped', { timeoutMs: 60_000, pollMs: 60_000 }); // in time for one look
  assert.equal(looks(), 5);
});

for (const [state, seen] of [
  ['stop-pending', 'stop-pending'],
  [undefined, 'not installed'],
] as const) {
  test(`names the last state seen: ${seen}`, async () => {
    const { host } = hostWith(state);
    await assert.rejects(waitForService(host, 'SMS_EXECUTIVE', 'stopped', { timeoutMs: 20, pollMs: 5 }), error => {
      assert.ok(isResiteError(error, 'SERVICE_TIMEOUT'));
      assert.equal(error.message, `SMS_EXECUTIVE on BRANCH1 is ${seen}, not stopped, after 0.02 s`);
      return true;
    });
  });
}

test('looks once even without any time', async () => {
  const { host } = hostWith('running');
  await waitForService(host, 'SMS_EXECUTIVE', 'running', { timeoutMs: 0 });
});

test('ends when it is aborted, before and while it waits', async () => {
  const { host } = hostWith('stopped');
  const wait = (signal: AbortSignal) =>
    assert.rejects(waitForService(host, 'X', 'running', { timeoutMs: 60_000, pollMs: 60_000, signal }), {
      name: 'AbortError',
    });
  await wait(AbortSignal.abort());
  const controller = new AbortController();
  const waiting = wait(controller.signal);
  setImmediate(() => controller.abort());
  await waiting;
});

test('passes on what the host says', async () => {
  const query = () => Promise.reject(new ResiteError('HOST_DOWN', 'down'));
  const host = { name: 'BRANCH1', services: { query } };
  await assert.rejects(waitForService(host, 'X', 'running', { timeoutMs: 60_000 }), error =>
    isResiteError(error, 'HOST_DOWN'),
  );
});
