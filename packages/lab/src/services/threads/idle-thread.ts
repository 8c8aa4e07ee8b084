import type { MakeThread } from './thread.ts';

/** A component whose work the lab has none of; it only writes its log. */
export function idleThread(logName: string): MakeThread {
  return settings => ({
    ...settings,
    logName,
    interval: 60,
    pass: log => log('Waiting for work.'),
  });
}
