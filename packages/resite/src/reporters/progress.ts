import { formatBytes, plural } from '../text.ts';
import type { CommandEvent, StatusEvent } from './events.ts';
import { showFileNames } from './file-names.ts';

/** How far the work is: a part from 0 to 1 where that is known, and in words. */
export interface Progress {
  readonly part?: number | undefined;
  readonly text: string;
  /** What is being worked on. */
  readonly current?: string | undefined;
}

/** Undefined for an event that is no progress. */
export function progressOf(event: CommandEvent): Progress | undefined {
  if (event.message_type === 'check_status') {
    const { packs_done, total_packs, percent_done } = event;
    return { part: percent_done, text: `${packs_done} of ${plural(total_packs, 'pack')}` };
  }
  if (event.message_type === 'work_status') {
    const { unit, done, total } = event;
    return { part: total === 0 ? 1 : done / total, text: `${done} of ${plural(total, unit)}` };
  }
  if (event.message_type !== 'status') return undefined;
  return new StatusProgress(event);
}

/** The words are made when they are shown: there is an event for every file. */
class StatusProgress implements Progress {
  readonly part: number | undefined;
  readonly current: string | undefined;
  readonly #event: StatusEvent;

  constructor(event: StatusEvent) {
    this.part = event.percent_done;
    this.current = showFileNames(event).current_files[0];
    this.#event = event;
  }

  get text(): string {
    const { files_done, bytes_done, total_files, total_bytes, seconds_remaining } = this.#event;
    const done =
      total_files === undefined || total_bytes === undefined
        ? `${plural(files_done, 'file')}, ${formatBytes(bytes_done)}`
        : `${files_done} of ${plural(total_files, 'file')}, ${formatBytes(bytes_done)} of ${formatBytes(total_bytes)}`;
    return seconds_remaining === undefined ? done : `${done}, ${timeLeft(seconds_remaining)} left`;
  }
}

function timeLeft(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Before this many seconds nobody can tell how long something takes. */
const earliest = 5;

/** Tells how long the work under way still takes: seconds, undefined while that is not known. */
export function createEstimate(now: () => number = Date.now): (part: number | undefined) => number | undefined {
  let began: { time: number; part: number } | undefined;
  return part => {
    if (part === undefined) return undefined;
    if (began === undefined || part < began.part) began = { time: now(), part };
    const seconds = (now() - began.time) / 1000;
    const done = part - began.part;
    return seconds < earliest || done <= 0 || part >= 1 ? undefined : (seconds / done) * (1 - part);
  };
}
