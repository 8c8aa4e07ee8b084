import type { Host } from '@resite/host';
import type { Repository } from '@resite/repository';
import type { SiteDescription } from '@resite/site';
import { type Ini, iniEntries, iniSections, parseIni } from '@resite/site/ini';
import { snapshotPath } from '../capture/snapshot-path.ts';
import { readSnapshotFile } from '../snapshot/snapshot-files.ts';
import { changes } from './description-drift.ts';
import type { DriftItem } from './drift-item.ts';

export interface Saved {
  readonly repository: Repository;
  readonly tree: string;
  readonly id: string;
}

/** What the server is as a client; the Inventory Agent writes all the other entries at each of its runs. */
const lasting =
  /^\[(SMS\] (SiteCode|SMS Unique ID|SMSPath|OS|NetworkType|UniqueIdPath|LastLogonServerPath)|Local\] (SetupPhase|MachineName)|Servers\] .*)$/i;

/** SMS.INI entry by entry. That the file is there at all, the description tells. */
export async function iniDrift(
  host: Host,
  before: SiteDescription,
  now: SiteDescription,
  { repository, tree, id }: Saved,
): Promise<DriftItem[]> {
  if (before.smsIni === undefined || now.smsIni === undefined) return [];
  const was = entries(parseIni(await readSnapshotFile(repository, tree, snapshotPath(before.smsIni), id)));
  const is = entries(parseIni(await host.files.read(now.smsIni)));
  const differences = changes(was, is);
  return differences.map(what => ({
    area: 'SMS.INI',
    what,
    expected: !Object.keys({ ...was, ...is }).some(name => lasting.test(name) && what.startsWith(`${name} `)),
  }));
}

/** `[SMS] SiteCode` → `S01`. */
function entries(ini: Ini): Record<string, string> {
  const all = iniSections(ini).flatMap(section =>
    iniEntries(ini, section).map(({ key, value }) => [`[${section.trim()}] ${key.trim()}`, value.trim()] as const),
  );
  return Object.fromEntries(all);
}
