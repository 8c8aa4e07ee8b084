import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { sameName, upcase } from '@resite/registry/names';
import type { Profile, SiteControlFile, SiteControlRecord, SiteDescription } from '@resite/site';
import { fileName } from '@resite/site/paths';
import { parseSiteControlFile } from '@resite/site/site-control-file';
import { snapshotPath } from '../capture/snapshot-path.ts';
import { readSnapshotFile } from '../snapshot/snapshot-files.ts';
import { changes } from './description-drift.ts';
import type { DriftItem } from './drift-item.ts';
import type { Saved } from './ini-drift.ts';

/** SITECTRL.CT0 record by record, in plain words, and what else lies beside it. What is encrypted is not shown. */
export async function controlFileDrift(
  host: Host,
  { before, now, profile }: { before: SiteDescription; now: SiteDescription; profile: Profile },
  { repository, tree, id }: Saved,
): Promise<DriftItem[]> {
  const { siteControl } = profile;
  if (siteControl === undefined) return [];
  const { folder, masterFile } = siteControl;
  const path = `${before.smsRoot}\\${masterFile}`;
  const saved = await readSnapshotFile(repository, tree, snapshotPath(path), id);
  const live = await host.files.read(`${now.smsRoot}\\${masterFile}`).catch((error: unknown) => {
    if (isResiteError(error, 'FILE_MISSING')) return undefined;
    throw error;
  });
  if (live === undefined) return [item(`${path} is missing`)];
  const strays = now.siteControlFolder.filter(name => !before.siteControlFolder.some(known => sameName(known, name)));
  return [
    ...(saved.equals(live) ? [] : contentDrift(saved, live, path)),
    ...strays.map(name => item(`${name} is new in ${fileName(folder)}`, !/\.71\d$/.test(name))),
  ];
}

function contentDrift(saved: Buffer, live: Buffer, path: string): DriftItem[] {
  try {
    return describe(parseSiteControlFile(saved, path), parseSiteControlFile(live, path));
  } catch (error) {
    if (!isResiteError(error, 'SITE_CONTROL_FILE_INVALID')) throw error;
    return [item(`it cannot be compared: ${error.message}`)];
  }
}

function describe(before: SiteControlFile, now: SiteControlFile): DriftItem[] {
  const [was, is] = [byName(before), byName(now)];
  const gone = [...was].flatMap(([key, { name }]) => (is.has(key) ? [] : [item(`${name} is gone`)]));
  const rest = [...is].flatMap(([key, { name, record }]) => {
    const earlier = was.get(key)?.record;
    if (earlier === undefined) return [item(`${name} is new`)];
    const differences = changes(fieldsOf(earlier), fieldsOf(record)).map(what =>
      item(`${name}: ${what}`, isStamp(what)),
    );
    const secret = encryptedOf(earlier) === encryptedOf(record) ? [] : [item(`${name}: other encrypted content`)];
    return [...differences, ...secret];
  });
  return [...gone, ...rest];
}

/** When the file was made and why is new with each proposal, also with one that changes nothing. */
const isStamp = (what: string) => /^(time stamp|comment) /.test(what);

/** `component SMS_EXECUTIVE`; records of one name are numbered. */
function byName({ records }: SiteControlFile): Map<string, { name: string; record: SiteControlRecord }> {
  const named = new Map<string, { name: string; record: SiteControlRecord }>();
  for (const record of records) {
    const name = `${record.kind.replaceAll('-', ' ')} ${nameOf(record)}`.trim();
    let unique = name;
    for (let count = 2; named.has(upcase(unique)); count++) unique = `${name} (${count})`;
    named.set(upcase(unique), { name: unique, record });
  }
  return named;
}

function nameOf(record: SiteControlRecord): string {
  if (record.kind === 'address') return `${record.originatingSite} to ${record.destinationSite} by ${record.outbox}`;
  if (record.kind === 'transaction') return record.type;
  return 'name' in record ? record.name : '';
}

const encrypted = new Set([
  'serviceAccount',
  'serviceAccountPassword',
  'publicKey',
  'sqlLogin',
  'sqlPassword',
  'sqlPublicKey',
  'connection',
]);

/** How the text was spelt makes no difference, and `kind` and `name` stand in front. */
const ignored = new Set(['kind', 'name', 'source', 'extra']);

function fieldsOf(record: SiteControlRecord): Record<string, string> {
  const shown = Object.entries(record).filter(([name]) => !ignored.has(name) && !encrypted.has(name));
  return Object.fromEntries(shown.map(([name, value]) => [wordsOf(name), textOf(value)]));
}

function encryptedOf(record: SiteControlRecord): string {
  return JSON.stringify(Object.entries(record).filter(([name]) => encrypted.has(name)));
}

/** `installDirectory` → `install directory`; `stamp` is the time stamp. */
const wordsOf = (name: string) =>
  // biome-ignore lint/plugin: words of this program, which become a sentence
  name === 'stamp' ? 'time stamp' : name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map(each =>
      typeof each === 'object'
        ? Object.values(each as object)
            .join(' ')
            .trim()
        : String(each),
    )
    .join(', ');
}

const item = (what: string, expected = false): DriftItem => ({ area: 'site control file', what, expected });
