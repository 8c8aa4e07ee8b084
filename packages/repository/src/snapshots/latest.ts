/** How many snapshots before the newest one are meant: 0 by `latest`, 2 by `latest~2`. Undefined for any other name. */
export function stepsBeforeLatest(name: string): number | undefined {
  const [isLatest, steps = '0'] = /^latest(?:~(\d{1,9}))?$/.exec(name) ?? [];
  return isLatest === undefined ? undefined : Number(steps);
}
