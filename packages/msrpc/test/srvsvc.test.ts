import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { atsvc, isWindowsError, srvsvc } from '../src/index.ts';
import { operations as jobOperations } from './operations/atsvc.ts';
import { operations as serverOperations } from './operations/srvsvc.ts';
import { testOperations } from './operations/test-operations.ts';
import { operations as workstationOperations } from './operations/wkssvc.ts';
import { samba, struct, type Values } from './support/samba.ts';

testOperations('srvsvc', serverOperations);
testOperations('wkssvc', workstationOperations);
testOperations('atsvc', jobOperations);

const jobs = (...ids: number[]): Values => ({
  out_ctr: struct('atsvc.enum_ctr', {
    entries_read: ids.length,
    first_entry: ids.map(job_id => struct('atsvc.JobEnumInfo', { job_id, command: 'x' })),
  }),
  out_total_entries: 3,
});

test('a list comes page by page', async () => {
  const { binding, requests } = samba.server(
    'atsvc',
    { ...jobs(1, 2), out_resume_handle: 2, result: 234 },
    { ...jobs(3), out_resume_handle: 0, result: 0 },
  );
  const list = await atsvc.enumerateJobs(binding);
  assert.deepEqual(
    list.map(({ id }) => id),
    [1, 2, 3],
  );
  assert.deepEqual(
    requests.map(({ arguments: { resume_handle } }) => resume_handle),
    [0, 2],
  );
});

for (const [what, page] of [
  ['gives nothing', { ...jobs(), out_resume_handle: 5 }],
  ['begins again', { ...jobs(1), out_resume_handle: 0 }],
  ['has no handle', { ...jobs(1), out_resume_handle: null }],
] as const)
  test(`a page that says there is more, and ${what}, is not believed`, async () => {
    const { binding } = samba.server('atsvc', { ...page, result: 234 });
    await assert.rejects(atsvc.enumerateJobs(binding), error => isResiteError(error, 'RPC_ANSWER_INVALID'));
  });

test('there is no such share', async () => {
  const { binding } = samba.server('srvsvc', { out_info: null, result: 2310 }, { out_info: null, result: 123 });
  assert.equal(await srvsvc.getShareInfo(binding, 'NOPE'), undefined);
  await assert.rejects(srvsvc.getShareInfo(binding, 'A/B'), error => isWindowsError(error, 'ERROR_INVALID_NAME'));
});

test('an answer that says that all went well, and holds nothing, is invalid', async () => {
  const { binding } = samba.server('srvsvc', { out_info: null, result: 0 });
  await assert.rejects(srvsvc.getServerInfo(binding), error => isResiteError(error, 'RPC_ANSWER_INVALID'));
});

/** Wine 8 answers NetrJobDel with 32 bytes, of which the first four are the status. */
for (const [status, refused] of [
  ['00000000', false],
  ['de0e0000', true],
] as const)
  test(`bytes behind the status ${status} mean nothing`, async () => {
    const answer = Buffer.from(`${status}${'5a'.repeat(28)}`, 'hex');
    const deleted = atsvc.deleteJobs({ server: 'BRANCH1', call: async () => answer }, 2);
    if (refused) await assert.rejects(deleted, error => isWindowsError(error, 'APE_AT_ID_NOT_FOUND'));
    else await deleted;
  });
