import type { SQLOutputValue } from 'node:sqlite';

/** While at least one service was down, in milliseconds. A clock that was set back meanwhile takes nothing off. */
export interface ServiceDowntime {
  /** Of the times that are over. */
  readonly milliseconds: number;
  /** When the first of those that are still down was stopped, in milliseconds since 1970. */
  readonly since: number | undefined;
}

/** From the changes in their order; undefined when nothing was stopped. */
export function downtimeOf(changes: readonly Readonly<Record<string, SQLOutputValue>>[]): ServiceDowntime | undefined {
  if (!changes.some(({ state }) => state === 'stopping')) return undefined;
  const down = new Set<string>();
  let since = 0;
  let milliseconds = 0;
  for (const { name, state, time } of changes) {
    const wasUp = down.size === 0;
    if (state === 'stopping') down.add(String(name));
    else down.delete(String(name));
    if (wasUp && down.size > 0) since = Number(time);
    if (!wasUp && down.size === 0) milliseconds += Math.max(0, Number(time) - since);
  }
  return { milliseconds, since: down.size === 0 ? undefined : since };
}
