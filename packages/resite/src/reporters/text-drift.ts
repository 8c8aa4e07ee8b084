import { formatTime, shortId } from '@resite/errors';
import type { Drift } from '@resite/procedure';
import type { Style } from '../output.ts';
import { formatBytes, plural, printableName, table } from '../text.ts';

/** What counts, then what a site does that works, then the files by folder. */
export function describeDrift({ site, snapshot, captured, items, files }: Drift, style: Style): string[] {
  const since = `snapshot ${shortId(snapshot)} of ${formatTime(captured)}`;
  const counting = items.filter(({ expected }) => !expected);
  const moving = items.filter(({ expected }) => expected);
  const row = ({ area, what }: Drift['items'][number]) => [`  ${area}`, printableName(what)];
  const folders = files.folders.map(({ folder, added, changed, removed }) => [
    `  ${printableName(folder)}`,
    [`${added} added`, `${changed} changed`, `${removed} removed`].filter(text => !text.startsWith('0 ')).join(', '),
  ]);
  const total = plural(
    files.folders.reduce((sum, { added, changed, removed }) => sum + added + changed + removed, 0),
    'file',
  );
  return [
    counting.length === 0
      ? style('green', `${site} is as ${since} has it`)
      : style('yellow', `${site} differs from ${since} in ${plural(counting.length, 'point')}:`),
    ...table(counting.map(row)),
    ...(moving.length === 0 ? [] : ['', 'Moved on, as on every site that works:', ...table(moving.map(row))]),
    '',
    `${total} changed, ${formatBytes(files.bytes)} to read${folders.length === 0 ? '' : ':'}`,
    ...table(folders),
  ];
}
