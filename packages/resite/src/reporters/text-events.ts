import { shortId } from '@resite/errors';
import type { Output, Style } from '../output.ts';
import { formatBytes, formatSeconds, plural, printableName, table } from '../text.ts';
import type { BackupSummary, CheckSummary, CommandEvent, RestoreSummary } from './events.ts';
import { showFileNames } from './file-names.ts';
import type { Line } from './line.ts';
import { describeConfig } from './text-config.ts';
import { describeLabChange, describeLabStatus } from './text-lab.ts';
import { describeMaintenance } from './text-maintenance.ts';
import { describeRegistryEvent } from './text-registry.ts';
import { describeRehearsalEvent } from './text-rehearsal.ts';
import { describeSigningKeys } from './text-signing-keys.ts';
import { describeSiteEvent } from './text-site.ts';
import { describeNode, describeSnapshotGroups, describeSnapshots } from './text-snapshots.ts';

/** Any event but progress, in lines. */
export function describeEvent(
  said: CommandEvent & { label?: string },
  { out, err }: Pick<Output, 'out' | 'err'>,
): Line[] {
  const event = showFileNames(said);
  switch (event.message_type) {
    case 'status':
    case 'check_status':
    case 'work_status':
      return [];
    case 'note':
      return note(err.style('dim', event.text));
    case 'error':
      return [
        {
          to: 'warning',
          text: `${err.style('yellow', 'warning:')} ${printableName(event.item)}: ${event.error.message}`,
        },
      ];
    case 'verbose_status':
      return result(`${event.action.padEnd(9)}  ${printableName(event.item)}`);
    case 'initialized':
      return result(`Created repository ${shortId(event.id)} at ${event.repository}`);
    case 'snapshots':
      return result(...describeSnapshots(event.snapshots, out.style));
    case 'snapshot_groups':
      return result(...describeSnapshotGroups(event.groups, out.style));
    case 'node':
      return result(describeNode(event));
    case 'summary':
      if (event.operation === 'backup') return result(...describeBackup(event));
      if (event.operation === 'restore') return result(describeRestore(event));
      return result(describeCheck(event, out.style));
    case 'forget':
    case 'forgotten':
    case 'pruned':
    case 'keys':
    case 'key_changed':
    case 'migrations':
    case 'migrated':
    case 'unlocked':
    case 'change':
    case 'statistics':
    case 'match':
    case 'blob_match':
    case 'object':
    case 'stats':
    case 'dumped':
    case 'copied':
    case 'tagged':
    case 'recovered':
    case 'rewritten':
    case 'index_repaired':
    case 'packs_repaired':
    case 'snapshots_repaired':
      return result(...describeMaintenance(event, out.style));
    case 'rehearsed':
    case 'scratch_kept':
    case 'evidence_verified':
      return result(...describeRehearsalEvent(event, out.style));
    case 'signing_keys':
    case 'signing_key':
    case 'signing_key_changed':
      return result(...describeSigningKeys(event, out.style));
    case 'lab_status':
      return result(...describeLabStatus(event, out.style));
    case 'clients_joined':
      return result(
        `${plural(event.clients.length, 'client')} joined ${event.site}${event.clients.length === 0 ? '' : ': '}` +
          event.clients.map(({ name, id }) => `${name} ${id}`).join(', '),
      );
    case 'lab_service':
      return result(`${printableName(event.service)} on ${event.machine} is ${event.state}`);
    case 'lab_changed':
      return result(describeLabChange(event));
    case 'lab_faults':
      return result(...table(event.faults.map(({ name, what }) => [name, what])));
    case 'lab_fault':
      return result(`From now on: ${event.what}`);
    case 'config':
      return result(...describeConfig(event.config));
    case 'config_valid':
      return result(`${event.file} is valid: ${plural(event.hosts, 'host')}, ${plural(event.sites, 'site')}`);
    case 'config_schema':
      return result(...JSON.stringify(event.json_schema, undefined, 2).split('\n'));
    case 'completion':
      return result(...event.script.trimEnd().split('\n'));
    case 'manual_written':
      return result(`Wrote ${plural(event.pages, 'page')} into ${event.folder}`);
    case 'written':
      return result(`Wrote ${event.file}`);
    case 'registry_key':
    case 'registry_difference':
    case 'registry_compared':
    case 'registry_imported':
    case 'registry_problem':
    case 'registry_checked':
    case 'registry_lost':
      return describeRegistryEvent(event, { out, err });
    default:
      return describeSiteEvent(event, { out, err });
  }
}

function result(...texts: string[]): Line[] {
  return texts.map(text => ({ to: 'result', text }));
}

function note(text: string): Line[] {
  return [{ to: 'note', text }];
}

function describeBackup(summary: BackupSummary): string[] {
  const { files_new, files_changed, files_unmodified, total_files_processed, total_bytes_processed } = summary;
  const counts = `${plural(total_files_processed, 'file')}, ${formatBytes(total_bytes_processed)}`;
  const vanished = summary.vanished === 0 ? '' : `, ${summary.vanished} vanished before they were read`;
  const changes = `${files_new} new, ${files_changed} changed, ${files_unmodified} unmodified${vanished}`;
  if (summary.dry_run) return [`Would save ${counts}: ${changes}`];
  if ('same_as' in summary)
    return [`Nothing has changed in ${counts}: no snapshot was made, ${shortId(summary.same_as)} holds the same`];
  return [
    `Saved ${counts} in ${formatSeconds(summary.total_duration)}: ${changes}`,
    `Added ${formatBytes(summary.data_added)}, ${formatBytes(summary.data_added_packed)} as stored`,
    `Snapshot ${shortId(summary.snapshot_id)}`,
  ];
}

function describeCheck({ snapshots, packs, blobs, num_errors, ...read }: CheckSummary, style: Style): string {
  const counts = `${plural(snapshots, 'snapshot')}, ${plural(packs, 'pack')} and ${plural(blobs, 'blob')}`;
  const outcome = num_errors === 0 ? style('green', 'no errors') : style('red', plural(num_errors, 'error'));
  const data = {
    none: 'the data itself was not read, --read-data does it',
    part: `${read.packs_read} of ${plural(packs, 'pack')} (${formatBytes(read.bytes_read)}) were read`,
    all: `all data (${formatBytes(read.bytes_read)}) was read`,
  }[read.data_read];
  return `Checked ${counts}: ${outcome}; ${data}`;
}

function describeRestore(summary: RestoreSummary): string {
  const { dry_run, files_restored, dirs_restored, bytes_restored, snapshot_id, target, total_duration } = summary;
  const counts = `${plural(files_restored, 'file')}, ${plural(dirs_restored, 'folder')}, ${formatBytes(bytes_restored)}`;
  const from = `of snapshot ${shortId(snapshot_id)} to ${printableName(target)}`;
  const { files_unchanged, bytes_unchanged, files_skipped, files_deleted, files_verified } = summary;
  const details = [
    ...(files_unchanged === 0 && bytes_unchanged === 0
      ? []
      : [`${plural(files_unchanged, 'file')} and ${formatBytes(bytes_unchanged)} right already`]),
    ...(files_skipped === 0 ? [] : [`${plural(files_skipped, 'file')} left alone`]),
    ...(files_deleted === 0 ? [] : [`${files_deleted} ${dry_run ? 'to delete' : 'deleted'}`]),
    ...(files_verified === undefined ? [] : [`${plural(files_verified, 'file')} read back and compared`]),
  ];
  const more = details.length === 0 ? '' : `: ${details.join(', ')}`;
  if (dry_run) return `Would restore ${counts} ${from}${more}`;
  return `Restored ${counts} ${from} in ${formatSeconds(total_duration)}${more}`;
}
