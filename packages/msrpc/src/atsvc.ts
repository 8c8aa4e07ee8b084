export { atsvc } from './atsvc/interface.ts';
export { type Job, jobFlag, type ScheduledJob } from './atsvc/job.ts';
export { addJob, deleteJobs, enumerateJobs, getJobInfo } from './atsvc/jobs.ts';
