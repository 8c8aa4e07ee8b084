import { atsvc } from '../../src/index.ts';
import { struct } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

const servername = '\\\\BRANCH1';
const job = { job_time: 83_700_000, days_of_month: 0x40000001, days_of_week: 0x41, flags: 0x11, command: 'net start' };
const ownJob = { time: 83_700_000, daysOfMonth: 0x40000001, daysOfWeek: 0x41, flags: 0x11, command: 'net start' };
const once = { job_time: 0, days_of_month: 0, days_of_week: 0, flags: 0, command: 'cmd /c C:\\ü.bat' };

export const operations: readonly OperationCase[] = [
  {
    name: 'a job is made',
    operation: 'JobAdd',
    call: binding => atsvc.addJob(binding, ownJob),
    asked: { servername, job_info: job },
    answered: { out_job_id: 17 },
    given: 17,
  },
  {
    name: 'a job is made for once',
    operation: 'JobAdd',
    call: binding => atsvc.addJob(binding, { time: 0, command: 'cmd /c C:\\ü.bat' }),
    asked: { servername, job_info: once },
    answered: { out_job_id: 0 },
    given: 0,
  },
  {
    name: 'a job is deleted',
    operation: 'JobDel',
    call: binding => atsvc.deleteJobs(binding, 17),
    asked: { servername, min_job_id: 17, max_job_id: 17 },
    answered: {},
    given: undefined,
  },
  {
    name: 'jobs are deleted',
    operation: 'JobDel',
    call: binding => atsvc.deleteJobs(binding, 0, 0xffffffff),
    asked: { servername, min_job_id: 0, max_job_id: 0xffffffff },
    answered: {},
    given: undefined,
  },
  {
    name: 'the jobs',
    operation: 'JobEnum',
    call: binding => atsvc.enumerateJobs(binding),
    asked: {
      servername,
      ctr: { entries_read: 0, first_entry: null },
      preferred_max_len: 0xffffffff,
      resume_handle: 0,
    },
    answered: {
      out_ctr: struct('atsvc.enum_ctr', {
        entries_read: 2,
        first_entry: [
          struct('atsvc.JobEnumInfo', { job_id: 3, ...job }),
          struct('atsvc.JobEnumInfo', { job_id: 4, ...once }),
        ],
      }),
      out_total_entries: 2,
      out_resume_handle: 0,
    },
    given: [
      { id: 3, ...ownJob },
      { id: 4, time: 0, daysOfMonth: 0, daysOfWeek: 0, flags: 0, command: 'cmd /c C:\\ü.bat' },
    ],
  },
  {
    name: 'no jobs',
    operation: 'JobEnum',
    call: binding => atsvc.enumerateJobs(binding),
    asked: {
      servername,
      ctr: { entries_read: 0, first_entry: null },
      preferred_max_len: 0xffffffff,
      resume_handle: 0,
    },
    answered: { out_ctr: struct('atsvc.enum_ctr', {}), out_total_entries: 0, out_resume_handle: 0 },
    given: [],
  },
  {
    name: 'a job',
    operation: 'JobGetInfo',
    call: binding => atsvc.getJobInfo(binding, 3),
    asked: { servername, job_id: 3 },
    answered: { out_job_info: struct('atsvc.JobInfo', job) },
    given: ownJob,
  },
];
