/**
 * Seconds from the first service of SMS that stopped to the last one that ran again, by the lines that a machine of the
 * lab has logged: `<time> SMS_EXECUTIVE has stopped`, `<time> SMS_EXECUTIVE runs`. Services that never came back, and
 * ones that stopped twice, are faults of the measurement.
 */
export function downtimeOf(log: string): number {
  const down = new Set<string>();
  let first = 0;
  let last = 0;
  for (const [, time = '', service = '', event] of log.matchAll(/^(\S+) (SMS_\w+) (has stopped|runs)$/gm)) {
    if (event === 'has stopped') {
      if (first !== 0 && down.size === 0) throw new Error(`${service} stopped once more`);
      if (first === 0) first = Date.parse(time);
      down.add(service);
    } else if (down.delete(service)) last = Date.parse(time);
  }
  if (down.size > 0) throw new Error(`${[...down].join(', ')} did not come back`);
  return (last - first) / 1000;
}
