import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { lsarpc } from '../src/index.ts';
import { operations, policy } from './operations/lsarpc.ts';
import { testOperations } from './operations/test-operations.ts';
import { samba, struct, type Values } from './support/samba.ts';

testOperations('lsa', operations, 'STATUS_ACCESS_DENIED');

/** An account of this kind in this domain; there is one, number 0, and it is BUILTIN. */
const found = (sid_type: number, sid_index: number): Values => ({
  ...domains('S-1-5-32'),
  out_sids: struct('lsa.TransSidArray', {
    count: 1,
    sids: [struct('lsa.TranslatedSid', { sid_type, rid: 544, sid_index })],
  }),
  out_count: 1,
});
const domains = (sid: string): Values => ({
  out_domains: struct('lsa.RefDomainList', {
    count: 1,
    domains: [struct('lsa.DomainInfo', { name: struct('lsa.StringLarge', { string: 'BUILTIN' }), sid: { sid } })],
  }),
});
const nothing: Values = {
  out_domains: null,
  out_sids: struct('lsa.TransSidArray', {}),
  out_count: 0,
};

test('names that are not known are told apart', async () => {
  const { binding } = samba.server(
    'lsa',
    { ...nothing, result: 0xc0000073 },
    { ...found(8, 0xffffffff), result: 0x107 },
    { ...found(4, 0), result: 0x107 },
  );
  assert.deepEqual(await lsarpc.lookupNames(binding, policy.own, ['a', 'b']), [undefined, undefined]);
  assert.deepEqual(await lsarpc.lookupNames(binding, policy.own, ['c']), [undefined]);
  const known = { sid: 'S-1-5-32-544', use: 'SidTypeAlias', domain: 'BUILTIN' };
  assert.deepEqual(await lsarpc.lookupNames(binding, policy.own, ['d']), [known]);
});

for (const [what, names, answer] of [
  ['in a domain that is not there', ['a'], found(1, 1)],
  ['in no domain', ['a'], found(1, 0xffffffff)],
  ['of a kind that does not exist', ['a'], found(99, 0)],
  ['of another number', ['a', 'b'], found(1, 0)],
  ['of none', ['a'], nothing],
] as const)
  test(`accounts ${what} are not believed`, async () => {
    const { binding } = samba.server('lsa', { ...answer, result: 0 });
    await assert.rejects(lsarpc.lookupNames(binding, policy.own, names), error =>
      isResiteError(error, 'RPC_ANSWER_INVALID'),
    );
  });

test('an account of which the policy knows nothing has no rights', async () => {
  const { binding } = samba.server('lsa', { out_rights: struct('lsa.RightSet', {}), result: 0xc0000034 });
  assert.deepEqual(await lsarpc.enumerateAccountRights(binding, policy.own, 'S-1-5-18'), []);
});

for (const sid of [
  '',
  'S-1',
  'S-2-5-18',
  'S-1-5-',
  'S-1-5-4294967296',
  'S-1-0x1000000000000',
  'S-1-0x5-18',
  `S-1-5${'-1'.repeat(16)}`,
])
  test(`not sent: ${sid}, which is no SID`, async () => {
    const { binding, requests } = samba.server('lsa');
    await assert.rejects(lsarpc.enumerateAccountRights(binding, policy.own, sid), error =>
      isResiteError(error, 'RPC_ARGUMENT_INVALID'),
    );
    assert.deepEqual(requests, []);
  });

for (const sid of ['S-1-0', 'S-1-0xffffffffffff-0', `S-1-5${'-4294967295'.repeat(15)}`])
  test(`sent: ${sid}`, async () => {
    const { binding, requests } = samba.server('lsa', { out_rights: struct('lsa.RightSet', {}), result: 0 });
    await lsarpc.enumerateAccountRights(binding, policy.own, sid);
    const { sid: read } = requests[0]!.arguments as { sid: { sid: string } };
    assert.equal(read.sid, sid);
  });

test('an authority beyond 32 bits is told in hexadecimal digits', async () => {
  const { binding } = samba.server('lsa', { ...found(3, 0), result: 0, ...domains('S-1-0x00ffffffffff-1') });
  const known = { sid: 'S-1-0x00ffffffffff-1', use: 'SidTypeDomain', domain: 'BUILTIN' };
  assert.deepEqual(await lsarpc.lookupNames(binding, policy.own, ['a']), [known]);
});

test('no more names are sent than the protocol takes', async () => {
  const { binding, requests } = samba.server('lsa');
  await assert.rejects(lsarpc.lookupNames(binding, policy.own, Array(1001).fill('x')), error =>
    isResiteError(error, 'RPC_ARGUMENT_INVALID'),
  );
  assert.deepEqual(requests, []);
});
