import { isResiteError, ResiteError } from '@resite/errors';
import { sleep } from '@resite/filesystem/clock';
import { connectHost, type HostSettings } from '../access/connect.ts';
import type { Journal } from '../journal/journal.ts';
import { findUnknownStop } from './find-unknown-stop.ts';
import { stoppedByUnknown } from './stopped-by-unknown.ts';

export interface HostsSeen {
  /** One for each host with services that an unknown run has stopped; those with services that may be down come first. */
  readonly unknown: readonly ResiteError[];
  /** Hosts of which nothing is known, and why. */
  readonly silent: ReadonlyMap<string, string>;
}

/** Looks at all hosts side by side. One that has not answered after `patience` milliseconds is `silent`. Changes nothing. */
export async function lookAtHosts(
  hosts: Readonly<Record<string, HostSettings>>,
  journal: Pick<Journal, 'runs'>,
  patience: number,
): Promise<HostsSeen> {
  const unknown: ResiteError[] = [];
  const silent = new Map<string, string>();
  const look = async ([name, settings]: [string, HostSettings]) => {
    const host = connectHost(name, settings);
    const impatience = new AbortController();
    const late = sleep(patience, { signal: impatience.signal, ref: false }).then(() => {
      throw new ResiteError('HOST_DOWN', `${name} gave no answer for ${patience / 1000} s`);
    });
    try {
      const found = await Promise.race([findUnknownStop(host, journal), late]);
      if (found !== undefined) unknown.push(stoppedByUnknown(name, found));
    } catch (error) {
      if (!isResiteError(error)) throw error;
      silent.set(name, error.message);
    } finally {
      late.catch(() => {});
      impatience.abort();
      await host.close();
    }
  };
  await Promise.all(
    Object.entries(hosts)
      .filter(([, { driver }]) => driver !== 'image')
      .map(look),
  );
  unknown.sort((a, b) => Number(b.code === 'STOPPED_BY_UNKNOWN_RUN') - Number(a.code === 'STOPPED_BY_UNKNOWN_RUN'));
  return { unknown, silent };
}
