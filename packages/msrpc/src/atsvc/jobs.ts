import type { RpcBinding } from '../binding.ts';
import { call, callFor, nothing } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import { allPages, writeEmptyContainer } from '../pages.ts';
import { writeServerName } from '../server-name.ts';
import { type Job, readJob, type ScheduledJob, writeJob } from './job.ts';

/** Of AT_ENUM, without the command. */
const jobSize = 20;

/** NetrJobAdd ([MS-TSCH] 3.2.5.2.1). Gives the number of the job. */
export function addJob(binding: RpcBinding, job: Job): Promise<number> {
  return call(
    binding,
    { number: 0, name: 'NetrJobAdd' },
    job.command,
    writer => {
      writeServerName(writer, binding);
      writeJob(writer, job);
    },
    reader => reader.u32(),
  );
}

/** NetrJobDel ([MS-TSCH] 3.2.5.2.2): the jobs with these numbers and all between; `APE_AT_ID_NOT_FOUND` when there is none. */
export function deleteJobs(binding: RpcBinding, first: number, last: number = first): Promise<void> {
  return call(
    binding,
    { number: 1, name: 'NetrJobDel' },
    first === last ? `job ${first}` : `jobs ${first} to ${last}`,
    writer => {
      writeServerName(writer, binding);
      writer.u32(first);
      writer.u32(last);
    },
    nothing,
  );
}

/** NetrJobEnum ([MS-TSCH] 3.2.5.2.3): all jobs. */
export function enumerateJobs(binding: RpcBinding): Promise<ScheduledJob[]> {
  return allPages(
    binding,
    { number: 2, name: 'NetrJobEnum' },
    writer => writer.struct(() => writeEmptyContainer(writer)),
    readContainer,
  );
}

/** AT_ENUM_CONTAINER ([MS-TSCH] 2.3.5). */
function readContainer(reader: NdrReader): ScheduledJob[] {
  return reader.container(jobSize, () => {
    const id = reader.u32();
    const job = readJob(reader);
    return () => ({ id, ...job() });
  });
}

/** NetrJobGetInfo ([MS-TSCH] 3.2.5.2.4). */
export function getJobInfo(binding: RpcBinding, id: number): Promise<Required<Job>> {
  return callFor(
    binding,
    { number: 3, name: 'NetrJobGetInfo' },
    `job ${id}`,
    writer => {
      writeServerName(writer, binding);
      writer.u32(id);
    },
    reader => reader.pointer(() => reader.struct(() => readJob(reader))),
  );
}
