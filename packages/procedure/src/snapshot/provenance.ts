import type { Repository, Snapshot, TreeNode } from '@resite/repository';
import { parseRfc3339 } from '@resite/repository/time';
import { filesBelow, hashFile, topEntries } from './content.ts';
import { fingerprintOf, isSignedBy, type TrustedKey } from './public-key.ts';
import { resiteFolder } from './resite-folder.ts';
import { signatureName } from './sign-snapshot.ts';
import { largestSignature, parseSignature, parseStatement, type SnapshotStatement } from './statement.ts';

/** Where a snapshot comes from, as far as signatures can tell. */
export type Provenance =
  /** By a key that is trusted here, and nothing was changed since. */
  | { readonly state: 'signed'; readonly name: string; readonly fingerprint: string }
  /** Whole, but by a key that was retired, or that nobody here has named. */
  | { readonly state: 'retired'; readonly name: string; readonly fingerprint: string }
  | { readonly state: 'unknown'; readonly fingerprint: string }
  /** There is no signature at all. */
  | { readonly state: 'unsigned' }
  /** There is one, and it is not of this content. */
  | { readonly state: 'changed'; readonly fault: string };

type Judged = Pick<Snapshot, 'tree' | 'time' | 'hostname' | 'tags'>;

/**
 * Reads the signature and compares everything that it covers with what is there. A repository that cannot be read is an
 * error, and never a verdict. `quick` does not read the files below `.resite`: for lists, which decide nothing.
 */
export async function judgeProvenance(
  repository: Repository,
  snapshot: Judged,
  { keys, quick = false }: { readonly keys: readonly TrustedKey[]; readonly quick?: boolean },
): Promise<Provenance> {
  const top = await topEntries(repository, snapshot.tree);
  const signature = await findSignature(repository, snapshot.tree);
  if (signature === undefined) return { state: 'unsigned' };
  const changed = (fault: string): Provenance => ({ state: 'changed', fault });
  if (signature.type !== 'file' || top.resite?.subtree === undefined) return changed(`${signatureName} is no file`);
  if (top.fault !== undefined) return changed(top.fault);

  const data = await readSmall(repository, signature);
  const file = data && parseSignature(data);
  if (file === undefined) return changed(`${signatureName} cannot be understood`);
  const { publicKey } = file;
  if (!isSignedBy({ publicKey }, Buffer.from(file.statement), Buffer.from(file.signature, 'base64')))
    return changed('its signature is not of its statement');
  const statement = parseStatement(file.statement);
  if (statement === undefined) return changed('what was signed is no statement about a snapshot');

  const fault =
    faultOfSnapshot(snapshot, statement) ??
    faultOfEntries(top.entries, statement) ??
    (await faultOfFiles(repository, top.resite.subtree, statement, quick));
  if (fault !== undefined) return changed(fault);

  const fingerprint = fingerprintOf(publicKey);
  const known = keys.filter(key => key.publicKey === publicKey);
  const retired = known.find(key => key.retired !== undefined);
  if (retired !== undefined) return { state: 'retired', name: retired.name, fingerprint };
  const [key] = known;
  return key === undefined ? { state: 'unknown', fingerprint } : { state: 'signed', name: key.name, fingerprint };
}

/** The node itself, whatever its type; one beside others of that name counts as well. */
async function findSignature(repository: Repository, tree: string): Promise<TreeNode | undefined> {
  for (const folder of await repository.tree(tree)) {
    if (folder.name.toString() !== resiteFolder || folder.subtree === undefined) continue;
    const found = (await repository.tree(folder.subtree)).find(({ name }) => name.toString() === signatureName);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Undefined when it is larger than any signature. */
async function readSmall(repository: Repository, node: TreeNode): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of repository.read(node)) {
    size += part.length;
    if (size > largestSignature) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function faultOfSnapshot({ time, hostname, tags = [] }: Judged, stated: SnapshotStatement): string | undefined {
  if (parseRfc3339(time) !== parseRfc3339(stated.time)) return 'its time is another one than was signed';
  if (hostname !== stated.hostname) return 'its host is another one than was signed';
  if (tags.some(tag => tag.startsWith('site:') && tag !== `site:${stated.site}`))
    return 'its tag names another site than was signed';
  return undefined;
}

function faultOfEntries(entries: SnapshotStatement['entries'], stated: SnapshotStatement): string | undefined {
  const signed = new Map(stated.entries.map(entry => [entry.name, entry]));
  for (const { name, tree, sha256 } of entries) {
    const entry = signed.get(name);
    if (entry === undefined) return `${JSON.stringify(name)} was added`;
    if (entry.tree !== tree) return `something below ${JSON.stringify(name)} was changed`;
    if (entry.sha256 !== sha256) return `times or attributes of ${JSON.stringify(name)} were changed`;
  }
  return entries.length === stated.entries.length ? undefined : 'a folder at its top is missing';
}

async function faultOfFiles(
  repository: Repository,
  tree: string,
  stated: SnapshotStatement,
  quick: boolean,
): Promise<string | undefined> {
  const { files, fault } = await filesBelow(repository, tree);
  if (fault !== undefined) return fault;
  files.delete(signatureName);
  const signed = new Map(stated.files.map(({ path, sha256 }) => [path, sha256]));
  for (const path of files.keys()) if (!signed.has(path)) return `.resite/${path} was added`;
  if (files.size !== stated.files.length) return 'a file below .resite is missing';
  if (quick) return undefined;
  for (const [path, node] of files)
    if ((await hashFile(repository, node)) !== signed.get(path)) return `.resite/${path} was changed`;
  return undefined;
}
