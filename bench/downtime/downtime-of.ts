export interface Downtime {
  /** Seconds from the first service of SMS that stopped to the last one that ran again. */
  readonly seconds: number;
  /** Of these, while all were stopped: what whoever makes the backup can do something about. */
  readonly allStopped: number;
}

/**
 * By the lines that a machine of the lab has logged: `<time> SMS_EXECUTIVE has stopped`, `… is starting as process 7`,
 * `… runs`. Services that never came back, and ones that stopped twice, are faults of the measurement.
 */
export function downtimeOf(log: string): Downtime {
  const down = new Set<string>();
  let firstStop = 0;
  let lastStop = 0;
  let firstStart = 0;
  let lastRun = 0;
  for (const [, stamp = '', service = '', event] of log.matchAll(/^(\S+) (SMS_\w+) (has stopped|is starting|runs)/gm)) {
    const time = Date.parse(stamp);
    if (event === 'has stopped') {
      if (firstStart !== 0) throw new Error(`${service} stopped once more`);
      firstStop ||= time;
      lastStop = time;
      down.add(service);
    } else if (event === 'is starting') firstStart ||= time;
    else if (down.delete(service)) lastRun = time;
  }
  if (down.size > 0) throw new Error(`${[...down].join(', ')} did not come back`);
  return { seconds: (lastRun - firstStop) / 1000, allStopped: (firstStart - lastStop) / 1000 };
}
