import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { samr } from '../src/index.ts';
import { domain, operations, server, user } from './operations/samr.ts';
import { testOperations } from './operations/test-operations.ts';
import { samba, struct } from './support/samba.ts';

testOperations('samr', operations, 'STATUS_ACCESS_DENIED');

const none = struct('samr.Ids', {});

test('a domain whose accounts are elsewhere is told apart', async () => {
  const { binding } = samba.server('samr', { out_sid: null, result: 0xc00000df });
  assert.equal(await samr.lookupDomain(binding, server.own, 'HQDOM'), undefined);
  // as smbd says it
  const zeros = Buffer.alloc(20);
  zeros.writeUInt32LE(0x20000, 0);
  zeros.writeUInt32LE(0xc00000df, 16);
  const smbd = { server: 'BRANCH1', call: async () => new Uint8Array(zeros) };
  assert.equal(await samr.lookupDomain(smbd, server.own, 'HQDOM'), undefined);
});

test('a SID of another revision is not believed', async () => {
  const answer = Buffer.alloc(20);
  answer.writeUInt32LE(0x20000, 0);
  answer.writeUInt8(5, 15); // an authority without a revision
  const binding = { server: 'BRANCH1', call: async () => new Uint8Array(answer) };
  await assert.rejects(samr.lookupDomain(binding, server.own, 'HQDOM'), error =>
    isResiteError(error, 'RPC_ANSWER_INVALID'),
  );
});

test('an account that is not there is told apart', async () => {
  const { binding } = samba.server('samr', { out_rids: none, out_types: none, result: 0xc0000073 });
  assert.equal(await samr.lookupAccount(binding, domain.own, 'NOBODY'), undefined);
});

test('a user of whom nothing is told is no answer', async () => {
  const binding = { server: 'BRANCH1', call: async () => new Uint8Array(8) };
  await assert.rejects(samr.queryUserLogon(binding, user.own), error => isResiteError(error, 'RPC_ANSWER_INVALID'));
});

test('what is told of another class is not believed', async () => {
  const answer = Buffer.alloc(12);
  answer.writeUInt32LE(0x20000, 0);
  answer.writeUInt16LE(7, 4);
  const binding = { server: 'BRANCH1', call: async () => new Uint8Array(answer) };
  await assert.rejects(
    samr.queryUserLogon(binding, user.own),
    error => isResiteError(error, 'RPC_ANSWER_INVALID') && /arm 7/.test(error.message),
  );
});
