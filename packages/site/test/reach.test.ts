import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { reach, whileReachable } from '../src/checks/reach.ts';
import { siteServer } from './support/make-site.ts';

/** The same host, of which nobody can learn who it is. */
const failing = (host: Host, code: ErrorCode): Host => ({
  ...host,
  identity: () => Promise.reject(new ResiteError(code, 'the host cannot be asked', { hint: 'Do this.' })),
});

const cases: [code: ErrorCode, asHost: string, asParent: string][] = [
  ['HOST_DOWN', 'HOST_DOWN', 'PARENT_DOWN'],
  ['HOST_NAME_UNKNOWN', 'HOST_NAME_UNKNOWN', 'PARENT_DOWN'],
  ['HOST_REFUSED', 'HOST_REFUSED', 'PARENT_DOWN'],
  ['HOST_LOGON', 'HOST_LOGON', 'HOST_LOGON'],
  ['HOST_PROTOCOL_REFUSED', 'HOST_PROTOCOL_REFUSED', 'HOST_PROTOCOL_REFUSED'],
  ['HOST_RUNNING', 'HOST_RUNNING', 'HOST_RUNNING'],
];

for (const [code, asHost, asParent] of cases) {
  test(`a computer that cannot be asked for ${code} is a failed check, and no check is asked of it`, async () => {
    await using server = await siteServer();
    const host = failing(server.host, code);
    for (const [role, expected] of [
      ['host', asHost],
      ['parent', asParent],
    ] as const) {
      const { check, reached } = await reach(host, role);
      assert.equal(reached, undefined);
      assert.deepEqual([check.id, check.ok, check.code], [`${role}-answers`, false, expected]);
      assert.match(check.found, /the host cannot be asked/);
      assert.match(check.remedy, /^Do this\./);
      const [late] = await whileReachable(host, role, async () => {
        await host.identity();
        return [];
      });
      assert.equal(late?.code, expected);
    }
  });
}

test('what is no matter of reaching a computer stays an error', async () => {
  await using server = await siteServer();
  await assert.rejects(reach(failing(server.host, 'FILE_ACCESS'), 'host'), { code: 'FILE_ACCESS' });
});
