import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useSurroundings } from '@resite/filesystem';
import { clock } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import { stopService } from '../src/faults/fault.ts';

test('a fault whose service does not stop says so in the end', async t => {
  let time = 0;
  const sleep = async (pause: number) => {
    time += pause;
  };
  const passing = { ...clock.real, monotonic: () => time, sleep };
  useSurroundings(() => new Map([[clock, passing]]));
  t.after(() => useSurroundings(() => undefined));
  const services = { stop: async () => {}, query: async () => ({ state: 'stop-pending' }) };
  await assert.rejects(stopService({ name: 'BRANCH1', services } as unknown as Host, 'SMS_EXECUTIVE'), {
    code: 'SERVICE_TIMEOUT',
    message: 'SMS_EXECUTIVE on BRANCH1 is stop-pending, not stopped, after 300 s',
  });
});
