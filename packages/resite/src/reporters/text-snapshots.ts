import { formatTime } from '@resite/errors';
import type { Provenance } from '@resite/procedure';
import type { SnapshotGroup } from '@resite/repository/snapshots';
import type { Style } from '../output.ts';
import { plural, printableName, table } from '../text.ts';
import type { NodeEvent, SnapshotInfo } from './snapshot-events.ts';

/** A comma within a tag is none between two. */
export const tagText = (tag: string) => (tag.includes(',') ? JSON.stringify(tag) : tag);

export function describeSnapshots(snapshots: SnapshotInfo[], style: Style): string[] {
  if (snapshots.length === 0) return ['No snapshots'];
  const areOfSites = snapshots.some(({ rehearsed }) => rehearsed !== undefined);
  const areSigned = snapshots.some(({ provenance }) => provenance !== undefined);
  const rows = snapshots.map(
    ({ short_id, time, hostname, tags, paths, rehearsed, from_future, read_back, provenance }) => [
      short_id,
      `${formatTime(time, 'second')}${from_future ? ' (future)' : ''}`,
      ...(areOfSites ? [readBack(read_back)] : []),
      ...(areOfSites ? [rehearsed ? `${rehearsed.result} ${formatTime(rehearsed.ended, 'minute')}` : 'never'] : []),
      ...(areSigned ? [provenance === undefined ? '' : signatureWord(provenance)] : []),
      printableName(hostname),
      printableName(tags.map(tagText).join(',')),
      printableName(paths.join(', ')),
    ],
  );
  const names = [
    'ID',
    'Time (UTC)',
    ...(areOfSites ? ['Read back', 'Last rehearsed'] : []),
    ...(areSigned ? ['Signed'] : []),
    'Host',
    'Tags',
    'Paths',
  ];
  const [head = '', ...lines] = table([names, ...rows]);
  const partial = snapshots.filter(snapshot => snapshot.partial === true);
  const future = snapshots.filter(({ from_future }) => from_future);
  return [
    style('bold', head),
    ...lines,
    plural(snapshots.length, 'snapshot'),
    ...(partial.length === 0 ? [] : [style('yellow', partialNote(partial.map(({ short_id }) => short_id)))]),
    ...(future.length === 0 ? [] : [style('yellow', futureNote(future.map(({ short_id }) => short_id)))]),
  ];
}

export function describeSnapshotGroups(
  groups: readonly (SnapshotGroup & { snapshots: SnapshotInfo[] })[],
  style: Style,
): string[] {
  if (groups.length === 0) return ['No snapshots'];
  return groups.flatMap(({ snapshots, ...group }, place) => [
    ...(place === 0 ? [] : ['']),
    groupHeading(group, style),
    ...describeSnapshots(snapshots, style),
  ]);
}

/** What the snapshots of a group have in common. */
export function groupHeading({ host, paths, tags }: SnapshotGroup, style: Style): string {
  const names = [
    ...(host === undefined ? [] : [`on ${host}`]),
    ...(paths === undefined ? [] : [`of ${paths.join(', ')}`]),
    ...(tags === undefined ? [] : [tags.length === 0 ? 'without tags' : `tagged ${tags.map(tagText).join(', ')}`]),
  ];
  return style('bold', printableName(['Snapshots', ...names].join(' ')));
}

const readBack = (when: SnapshotInfo['read_back']) =>
  typeof when === 'string' ? formatTime(when, 'minute') : when === false ? 'not read' : 'not known';

function partialNote(ids: readonly string[]): string {
  return `Partial, so without a part of its site that resite check --restore names: ${ids.join(', ')}`;
}

function futureNote(ids: readonly string[]): string {
  return `From the future, so never the latest and counted by no rule of forget: ${ids.join(', ')}`;
}

/** A quick look: nothing is restored on its word. */
function signatureWord(found: Provenance): string {
  const words = { retired: 'by a retired key', unknown: 'by an unknown key', unsigned: 'no', changed: 'CHANGED' };
  return found.state === 'signed' ? `by ${printableName(found.name)}` : words[found.state];
}

export function describeNode({ path, permissions, size, mtime, link_target }: Omit<NodeEvent, 'message_type'>): string {
  const target = link_target === undefined ? '' : ` -> ${printableName(link_target)}`;
  const time = formatTime(mtime, 'second');
  return `${permissions} ${String(size ?? '').padStart(12)} ${time} ${printableName(path)}${target}`;
}
