import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryHost, memoryMachine, newMachine } from '@resite/host/memory';
import { formatLogLine } from '@resite/site/log-line';
import { finalTroubles } from '../src/actions/final-troubles.ts';

const log = 'C:\\SCMAN.LOG';

function scmanLog(...lines: string[]): Buffer {
  const rest = {
    component: 'SMS_SITE_CONFIG_MANAGER',
    time: 'Mon Apr 21 09:02:14 1997~',
    thread: '3A',
    brackets: '<>',
  } as const;
  return Buffer.from(lines.map(text => `${formatLogLine({ text, ...rest })}\r\n`).join(''), 'latin1');
}

function branch() {
  const machine = newMachine({ computerName: 'BRANCH1', domain: 'BRANCHDOM', drives: { C: 2 ** 30 }, now: Date.now() });
  return memoryHost({ name: 'BRANCH1', machine: memoryMachine(machine, { clock: Date.now, sleep }) });
}

/** In the form that Q167808 shows. */
const noLogon = 'Event 225 logged with error 1069 and object (BRANCH1); GetLastError 1069; SiteConfig Mgr code 7408.';
const restored = scmanLog('Starting.', 'Stage 1.', noLogon);

const cases: readonly (readonly [what: string, log: Buffer, found: RegExp | undefined])[] = [
  ['what the old server wrote', restored, undefined],
  [
    'a component that could not log on',
    Buffer.concat([restored, scmanLog(noLogon)]),
    /^event 225 .*Windows error 1069/,
  ],
  ['the same in a log that was begun anew', scmanLog(noLogon).subarray(0, restored.length - 1), /1069/],
  ['an error that the next try may get over', Buffer.concat([restored, scmanLog('Event 225: error')]), undefined],
  ['a full disk', Buffer.concat([restored, scmanLog('Event 224')]), undefined],
  ['no SYSTEM.MAP', Buffer.concat([restored, scmanLog('Event 237')]), /^event 237/],
  [
    'a trouble of an earlier pass',
    Buffer.concat([restored, scmanLog('Starting.', noLogon, 'Stage 1.', 'Stage 4.')]),
    undefined,
  ],
];

for (const [what, content, found] of cases) {
  test(`SCMAN.LOG after a restore: ${what} ${found === undefined ? 'is no reason to give up' : 'ends the wait'}`, async () => {
    const host = branch();
    await host.files.write(log, restored);
    const look = finalTroubles({ host, log, restored: restored.length, passwordOf: '1997-04-21 09:00:00 UTC' });
    assert.equal(await look(), undefined);
    await host.files.write(log, content);
    const end = await look();
    if (found === undefined) assert.equal(end, undefined);
    else assert.match(end?.what ?? 'nothing', found);
  });
}

test('a logon that fails has the password of the site control file named', async () => {
  const host = branch();
  const look = finalTroubles({ host, log, restored: 0, passwordOf: '1997-04-21 09:00:00 UTC' });
  assert.equal(await look(), undefined, 'without a log there is nothing to read');
  await host.files.write(log, scmanLog(noLogon));
  assert.match((await look())?.advice ?? '', /SITECTRL\.CT0 holds \(made 1997-04-21 09:00:00 UTC\)/);
});
