import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isResiteError, ResiteError } from '@resite/errors';
import { windowsErrors, windowsStatus } from '@resite/msrpc/status';
import type { AccountVerdict } from '../../src/host.ts';
import { orPasswordRefused } from '../../src/windows/services/password-refused.ts';

const known = { name: 'SMS_EXECUTIVE', account: 'BRANCHDOM\\SMSADMIN', password: 'Correct horse' };
const status = (name: keyof typeof windowsErrors) => windowsStatus('BRANCH1', 'RCreateServiceW', windowsErrors[name]);
const logon = new ResiteError('SERVICE_LOGON', 'SMS_EXECUTIVE cannot log on');

const judge = (error: unknown, verdict: AccountVerdict) =>
  orPasswordRefused(error, known, async (account, password) => {
    assert.deepEqual([account, password], [known.account, known.password]);
    return verdict;
  });

for (const error of [logon, status('ERROR_INVALID_PARAMETER'), status('RPC_NT_BAD_STUB_DATA')])
  test(`the way in which the password was sent is at fault when the account is right: ${error.message}`, async () => {
    const judged = await judge(error, 'ok');
    assert.ok(isResiteError(judged, 'SERVICE_PASSWORD_REFUSED'));
    assert.ok(!inspect(judged).includes(known.password));
    for (const verdict of ['logon-failure', 'disabled', 'locked-out', 'no-service-right'] as const)
      assert.equal(await judge(error, verdict), error);
  });

test('any other error stays as it is, and asks nothing', async () => {
  for (const error of [status('ERROR_ACCESS_DENIED'), new ResiteError('HOST_DOWN', 'x'), new Error('x')])
    assert.equal(await orPasswordRefused(error, known, () => Promise.reject(new Error('asked'))), error);
});
