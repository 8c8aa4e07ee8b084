import { formatTime, shortId } from '@resite/errors';
import type { LostBlob, Migration } from '@resite/repository/maintenance';
import type { Style } from '../output.ts';
import { formatBytes, plural, printableName, table } from '../text.ts';
import type {
  DiffStatistics,
  ForgetGroupInfo,
  KeyItem,
  MaintenanceEvent,
  PacksRepairedEvent,
  PrunedEvent,
  SnapshotsRepairedEvent,
  StatsEvent,
} from './maintenance-events.ts';
import { describeLosses } from './text-losses.ts';
import { describeRecovered } from './text-recovered.ts';
import { describeRewritten } from './text-rewritten.ts';
import { describeNode, describeSnapshots, groupHeading } from './text-snapshots.ts';

/** Any event of the upkeep of a repository but progress, in lines. */
export function describeMaintenance(
  event: Exclude<MaintenanceEvent, { message_type: 'work_status' }>,
  style: Style,
): string[] {
  switch (event.message_type) {
    case 'forget':
      return event.groups.length === 0
        ? ['No snapshots']
        : event.groups.flatMap(group => describeGroup(group, event.dry_run, style));
    case 'forgotten':
      return [
        ...event.unusable.map(id => `${event.dry_run ? 'Would remove' : 'Removed'} the damaged snapshot file ${id}`),
        `${event.dry_run ? 'Would forget' : 'Forgot'} ${plural(event.snapshots.length + event.unusable.length, 'snapshot')}`,
      ];
    case 'pruned':
      return describePruned(event);
    case 'keys':
      return describeKeys(event.keys, style);
    case 'key_changed':
      return [
        {
          added: `Added key ${shortId(event.id)}`,
          removed: `Removed key ${shortId(event.id)}`,
          changed: `Changed the password; the new key is ${shortId(event.id)}`,
        }[event.change],
      ];
    case 'migrations':
      return event.possible.length === 0
        ? ['No migration is needed']
        : event.possible.map(name => `${name}  ${aims[name]}`);
    case 'migrated':
      return event.applied
        ? [
            'The repository has format version 2 now',
            'To compress what is stored: resite repo prune --repack-uncompressed',
          ]
        : ['The repository has format version 2 already; nothing was changed'];
    case 'unlocked':
      return [
        `Removed ${plural(event.removed, 'lock')}${event.kept === 0 ? '' : `; ${plural(event.kept, 'lock')} in use ${event.kept === 1 ? 'stays' : 'stay'}`}`,
        ...(event.kept === 0
          ? []
          : [
              'A lock that nobody renews stops counting after 30 minutes.',
              'When nobody works on the repository: resite repo unlock --remove-all',
            ]),
      ];
    case 'change':
      return [`${event.modifier.padEnd(3)} ${printableName(event.path)}`];
    case 'statistics':
      return describeStatistics(event);
    case 'match':
      return [`${shortId(event.snapshot)} ${describeNode(event)}`];
    case 'blob_match':
      return [
        `${shortId(event.snapshot)} ${event.object_type} ${shortId(event.object_id)} ${printableName(event.path)}`,
      ];
    case 'object':
      return [event.object_type === undefined ? event.object_id : `${event.object_type} ${event.object_id}`];
    case 'stats':
      return describeStats(event);
    case 'dumped':
      return [`Wrote ${formatBytes(event.bytes)} of ${printableName(event.path)} to ${printableName(event.target)}`];
    case 'copied':
      return [
        ...event.copied.map(({ from, to }) => `Copied ${shortId(from)} as ${shortId(to)}`),
        `${plural(event.copied.length, 'snapshot')} copied, ${event.skipped.length} there already`,
      ];
    case 'tagged':
      return event.snapshots.length === 0 ? ['No snapshot was changed'] : describeSnapshots(event.snapshots, style);
    case 'recovered':
      return describeRecovered(event, style);
    case 'rewritten':
      return describeRewritten(event, style);
    case 'index_repaired':
      return [
        ...event.unreadable_packs.map(pack =>
          style('yellow', `Pack ${pack} cannot be read, and the index leaves it out`),
        ),
        ...event.missing_packs.map(pack => style('yellow', `Pack ${pack} is missing, and the index leaves it out`)),
        ...event.damaged_packs.map(pack =>
          style('yellow', `Pack ${pack} is damaged, and the index names what can be read of it`),
        ),
        ...describeLost(event.lost, style),
        `Repaired the index: ${plural(event.added_packs.length, 'pack')} added, ` +
          `${event.missing_packs.length + event.unreadable_packs.length} left out, ` +
          `${plural(event.damaged_index_files.length, 'damaged index file')} removed`,
        ...(event.damaged_packs.length === 0
          ? []
          : [
              `Move that into new packs: resite repo repair packs ${event.damaged_packs.map(id => id.slice(0, 16)).join(' ')}`,
            ]),
      ];
    case 'packs_repaired':
      return describePacks(event, style);
    case 'snapshots_repaired':
      return describeRepaired(event, style);
  }
}

const aims: Record<Migration, string> = { upgrade_repo_v2: 'format version 2, which knows compression' };

function describeGroup({ keep, remove, reasons, ...group }: ForgetGroupInfo, dryRun: boolean, style: Style) {
  const rows = [
    ...keep.map(({ short_id, time }, position) => [
      'keep',
      short_id,
      time,
      (reasons[position]?.matches ?? []).join(', '),
    ]),
    ...remove.map(({ short_id, time }) => [dryRun ? 'would forget' : 'forgot', short_id, time, '']),
  ].map(([what = '', id = '', time = '', why = '']) => [what, id, formatTime(time, 'second'), printableName(why)]);
  return [groupHeading(group, style), ...table(rows)];
}

function describePruned(event: PrunedEvent): string[] {
  const { packs_removed, packs_repacked, freed_size, unused_size, used_size, dry_run } = event;
  const [freed, rewritten] = dry_run ? ['Would free', 'to rewrite'] : ['Freed', 'rewritten'];
  return [
    `${freed} ${formatBytes(freed_size)}: ${plural(packs_removed, 'pack')} removed, ${packs_repacked} ${rewritten}`,
    `${formatBytes(used_size)} in use, ${formatBytes(unused_size)} unused`,
  ];
}

function describeKeys(keys: readonly KeyItem[], style: Style): string[] {
  const rows = keys.map(({ id, current, userName, hostName, created }) => [
    `${current ? '*' : ' '}${shortId(id)}`,
    printableName(userName),
    printableName(hostName),
    formatTime(created, 'second'),
  ]);
  const [head = '', ...lines] = table([[' ID', 'User', 'Host', 'Created'], ...rows]);
  return [style('bold', head), ...lines];
}

function describeStatistics({ changed_files, added, removed }: DiffStatistics): string[] {
  return [
    `Files: ${added.files} new, ${removed.files} removed, ${changed_files} changed`,
    `Folders: ${added.dirs} new, ${removed.dirs} removed`,
    `Others: ${added.others} new, ${removed.others} removed`,
    `Data: ${formatBytes(added.bytes)} new, ${formatBytes(removed.bytes)} no longer used`,
  ];
}

function describeStats(event: StatsEvent): string[] {
  const { mode, snapshots_count, total_size, total_file_count, total_blob_count, total_uncompressed_size } = event;
  const counts = [
    plural(snapshots_count, 'snapshot'),
    ...(total_file_count === undefined ? [] : [plural(total_file_count, 'file and folder', 'files and folders')]),
    ...(total_blob_count === undefined ? [] : [plural(total_blob_count, 'blob')]),
  ];
  const plain = total_uncompressed_size === undefined ? '' : `, ${formatBytes(total_uncompressed_size)} uncompressed`;
  return [`${mode}: ${formatBytes(total_size)}${plain} in ${counts.join(', ')}`];
}

function describePacks({ dry_run, repaired, sound, unknown, rescued, lost }: PacksRepairedEvent, style: Style) {
  return [
    ...sound.map(id => `Nothing in pack ${shortId(id)} is damaged: it is left as it is`),
    ...unknown.map(id =>
      style('yellow', `What pack ${shortId(id)} holds is not known: it stays as it is, and the next prune removes it`),
    ),
    ...describeLost(lost, style),
    `${dry_run ? 'Would rescue' : 'Rescued'} ${plural(rescued, 'blob')} from ${plural(repaired.length, 'damaged pack')}, ${lost.length} lost`,
    ...(lost.length === 0 ? [] : ['Which files lack them: resite repo repair snapshots --dry-run']),
  ];
}

function describeLost(lost: readonly LostBlob[], style: Style): string[] {
  return lost.map(({ type, id, pack }) => style('red', `Lost: ${type} blob ${id}, from pack ${shortId(pack)}`));
}

function describeRepaired(
  { dry_run, damaged, hopeless, unreadable, removed: gone, sound }: SnapshotsRepairedEvent,
  style: Style,
) {
  return [
    ...damaged.flatMap(({ snapshot, replacement, removed, losses: lost }) => [
      style('bold', `Snapshot ${shortId(snapshot)} has lost data`),
      ...describeLosses(lost, { isStored: !dry_run }),
      ...(replacement === undefined
        ? []
        : [
            `  What is left is snapshot ${shortId(replacement)}, tagged repaired; ${shortId(snapshot)} ${removed ? 'is removed' : 'stays'}`,
          ]),
    ]),
    ...hopeless.map(id => style('red', `Snapshot ${shortId(id)} cannot be read at all`)),
    ...unreadable.map(id => style('red', `The snapshot file ${id} is damaged`)),
    ...gone.map(id => `${dry_run ? 'Would remove' : 'Removed'} the damaged snapshot file ${id}`),
    `${plural(damaged.length, 'snapshot')} with losses, ${sound} sound`,
  ];
}
