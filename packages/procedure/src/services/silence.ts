/** What was seen of a process at one look. */
export interface Sample {
  /** Since the look before, in milliseconds. */
  readonly elapsed: number;
  /** It was heard since then. */
  readonly heard: boolean;
  /** The letter of /proc/PID/stat; undefined where there is none. */
  readonly state: string | undefined;
}

/** How often one looks, in milliseconds. */
export const lookInterval = 250;

/** A process that runs, or waits for its turn to, is busy rather than stuck, and gets so much more patience. */
const patienceWithBusy = 4;

/**
 * Measures for how long a process that should be heard every second has been silent, in milliseconds that somebody who was
 * awake has seen: a look that comes late, because the computer is loaded or was asleep, says nothing about the process.
 */
export function createSilence(): (sample: Sample) => number {
  let silent = 0;
  return ({ elapsed, heard, state }) => {
    if (heard) silent = 0;
    else if (elapsed < 2 * lookInterval)
      silent += state === 'R' || state === undefined ? elapsed / patienceWithBusy : elapsed;
    return silent;
  };
}
