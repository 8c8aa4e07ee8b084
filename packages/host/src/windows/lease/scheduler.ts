import { isResiteError } from '@resite/errors';
import { addJob, deleteJobs, enumerateJobs, jobFlag, type ScheduledJob } from '@resite/msrpc/atsvc';
import type { RpcBinding } from '@resite/msrpc/binding';
import { getRemoteTime } from '@resite/msrpc/srvsvc';
import { isWindowsError } from '@resite/msrpc/status';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Jobs of the AT scheduler, which knows no more of a time than the minute of the day on the computer's own clock. */
export interface Scheduler {
  /** Those of which the command begins so; none when the scheduler does not run. */
  find(command: string): Promise<ScheduledJob[]>;
  /** To be run once, at the first full minute when `seconds` have passed. */
  add(command: string, seconds: number): Promise<void>;
  /** What has run meanwhile is no error. */
  delete(jobs: readonly ScheduledJob[]): Promise<void>;
}

export function scheduler(atsvc: RpcBinding, srvsvc: RpcBinding): Scheduler {
  return {
    find: async command => {
      try {
        return (await enumerateJobs(atsvc)).filter(job => job.command.startsWith(command));
      } catch (error) {
        if (isResiteError(error, 'HOST_INTERFACE_MISSING')) return [];
        throw error;
      }
    },

    add: async (command, seconds) => {
      const { time, minutesBehindUtc = 0 } = await getRemoteTime(srvsvc);
      await addJob(atsvc, {
        time: timeOfDay(time, minutesBehindUtc, seconds),
        flags: jobFlag.JOB_NONINTERACTIVE,
        command,
      });
    },

    delete: async jobs => {
      for (const { id } of jobs) {
        try {
          await deleteJobs(atsvc, id);
        } catch (error) {
          if (!isWindowsError(error, 'APE_AT_ID_NOT_FOUND')) throw error;
        }
      }
    },
  };
}

/** Milliseconds from midnight, local time: the first full minute that is at least `seconds` after `now`. */
export function timeOfDay(now: Date, minutesBehindUtc: number, seconds: number): number {
  const local = now.getTime() - minutesBehindUtc * minute + seconds * 1000;
  return (Math.ceil(local / minute) * minute) % day;
}
