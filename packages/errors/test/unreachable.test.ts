import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, type ErrorCode, isSilent, isUnreachable, ResiteError } from '@resite/errors';

const which = (is: (error: unknown) => boolean) =>
  (Object.keys(codes) as ErrorCode[]).filter(code => is(new ResiteError(code, 'x'))).sort();

test('a computer is silent when nothing at its address answers', () => {
  assert.deepEqual(which(isSilent), ['HOST_DOWN', 'HOST_NAME_UNKNOWN', 'HOST_REFUSED']);
  assert.ok(!isSilent(new Error('HOST_DOWN')));
});

test('a computer is unreachable when it is silent or keeps this one out', () => {
  assert.deepEqual(which(isUnreachable), [
    'HOST_ACCOUNT_DISABLED',
    'HOST_ACCOUNT_LOCKED',
    'HOST_ACCOUNT_REFUSED',
    'HOST_DOWN',
    'HOST_INTERFACE_MISSING',
    'HOST_LOGON',
    'HOST_NAME_UNKNOWN',
    'HOST_PROTOCOL_REFUSED',
    'HOST_REFUSED',
    'HOST_RIGHT',
    'SMB_LIBRARY_MISSING',
  ]);
});
