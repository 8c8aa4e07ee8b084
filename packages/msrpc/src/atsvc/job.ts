import type { NdrReader } from '../ndr/reader.ts';
import type { NdrWriter } from '../ndr/writer.ts';

/** AT_INFO ([MS-TSCH] 2.3.4). Without days, it runs once, when it is this time next. */
export interface Job {
  /** Milliseconds from midnight, local time of the computer. */
  time: number;
  /** Bit 0 is the first day of the month. */
  daysOfMonth?: number;
  /** Bit 0 is Monday. */
  daysOfWeek?: number;
  /** Bits of `jobFlag`. */
  flags?: number;
  command: string;
}

/** AT_ENUM ([MS-TSCH] 2.3.6). */
export interface ScheduledJob extends Required<Job> {
  id: number;
}

/** [MS-TSCH] 2.3.4. */
export const jobFlag = {
  /** On all of its days, and not only on the next of each. */
  JOB_RUN_PERIODICALLY: 0x1,
  /** Told by the server: it could not be run the last time. */
  JOB_EXEC_ERROR: 0x2,
  /** Told by the server: it runs today. */
  JOB_RUNS_TODAY: 0x4,
  /** Also when it is this time next. */
  JOB_ADD_CURRENT_DATE: 0x8,
  /** Without a window on the desktop. */
  JOB_NONINTERACTIVE: 0x10,
} as const;

export function writeJob(writer: NdrWriter, job: Job): void {
  writer.struct(() => {
    writer.u32(job.time);
    writer.u32(job.daysOfMonth ?? 0);
    writer.u8(job.daysOfWeek ?? 0);
    writer.u8(job.flags ?? 0);
    writer.pointer(job.command, command => writer.string(command));
  });
}

/** Within a structure. */
export function readJob(reader: NdrReader): () => Required<Job> {
  const time = reader.u32();
  const daysOfMonth = reader.u32();
  const daysOfWeek = reader.u8();
  const flags = reader.u8();
  const command = reader.embedded(() => reader.string());
  return () => ({ time, daysOfMonth, daysOfWeek, flags, command: command() ?? '' });
}
