import type { Prediction } from '../plan/prediction.ts';
import type { HostDowntime, LedgerEntry } from './entry.ts';

/** Older runs tell of another network and other disks. */
const mostRuns = 30;

/** From earlier backups of the same sites that went well; undefined without any. */
export function predict(
  entries: readonly LedgerEntry[],
  sites: readonly string[],
  host: string,
): Prediction | undefined {
  const wanted = [...sites].sort().join();
  const runs = new Map<string, HostDowntime>();
  for (const { run, kind, status, sites: of, downtime } of entries) {
    const wentWell = status === 'done' || status === 'partial';
    const found = downtime.find(one => one.host === host);
    if (kind !== 'backup' || !wentWell || found === undefined || [...of].sort().join() !== wanted) continue;
    runs.set(run, found);
  }
  const latest = [...runs.values()].slice(-mostRuns);
  if (latest.length === 0) return undefined;
  const downtimes = latest.map(({ seconds }) => seconds);
  return {
    host,
    usually: quantile(downtimes, 0.5),
    atMost: quantile(downtimes, 0.9),
    runs: latest.length,
    returning: quantile(
      latest.map(({ returning = 0 }) => returning),
      0.9,
    ),
  };
}

/** By nearest rank: a value that was measured. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
