import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAfterRestore, discoverSite } from '../src/index.ts';
import { find } from './support/expect-checks.ts';
import { parentServer, scmanLog, siteServer } from './support/make-site.ts';

const before = scmanLog('Starting on BRANCH1.', 'Event 236: the share is of another site.', 'Stage 4: done.');

const cases: readonly (readonly [what: string, lines: readonly string[], log: string, trouble: string])[] = [
  ['a pass that came to its end', ['Starting on BRANCH1.', 'Stage 1: registry.', 'Stage 4: done.'], 'ok', 'ok'],
  ['a start, and nothing more yet', ['Starting on BRANCH1.'], 'not-yet', 'ok'],
  [
    'an enumeration that hangs',
    ['Starting on BRANCH1.', 'Stage 4: done.', 'The user groups will be enumerated'],
    'not-yet',
    'ok',
  ],
  [
    'an event in the pass',
    ['Starting on BRANCH1.', 'Stage 1: registry.', 'Event 225: no service.', 'Stage 4: done.'],
    'ok',
    'event 225 (a component could not be installed or started)',
  ],
  [
    'an event of an earlier pass, which is over',
    ['Starting on BRANCH1.', 'Event 242: no file.', 'Stage 1: registry.', 'Stage 4: done.'],
    'ok',
    'ok',
  ],
  [
    'a refused site control file',
    ['Starting on BRANCH1.', 'Error 715: refused the site control file.'],
    'not-yet',
    '715: It names no domains.',
  ],
];

for (const [what, lines, log, trouble] of cases) {
  test(`SCMAN.LOG: ${what}`, async () => {
    await using target = await siteServer();
    await using parent = await parentServer();
    const description = await discoverSite(target.host);
    const since = new Date(Date.now() - 600_000);
    await target.host.files.write('D:\\SCMAN.LOG', Buffer.from(before + scmanLog(...lines)));
    const checks = await checkAfterRestore({ description, target: target.host, parent: parent.host, since });
    assert.equal(find(checks, 'scman-log').state, log);
    const found = find(checks, 'no-trouble-in-log');
    assert.equal(found.ok ? 'ok' : found.found, trouble);
  });
}
