import type { Host } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { findKey } from '@resite/registry/keys';
import { sameName, upcase } from '@resite/registry/names';
import { readString, valueType } from '@resite/registry/values';
import { getIni, type Ini } from '../ini.ts';
import type { LeftOut } from '../left-out.ts';
import { namesIn } from '../list-if-any.ts';
import { isFolderPath, tidyPath } from '../paths.ts';

export const clientTreeSource = 'Q138347 Backup 4b';

export interface ClientTreeEvidence {
  /** SMS.INI, when there is one. */
  readonly ini: Ini | undefined;
  /** The SMS key. */
  readonly key: RegistryKey;
  /** Program of each service on the server. */
  readonly programs: readonly string[];
  /** Full paths of the folders in the roots of all local drives. */
  readonly folders: readonly string[];
}

export interface FoundClientTree {
  readonly path?: string;
  /** Others like it, when nothing says which one is meant. */
  readonly unsaved: readonly LeftOut[];
}

/**
 * The directory \MS of the site server, which is a client too (Q138347 Backup 4b). SMS.INI names it (Q127072, Q153085). Without
 * that it is a folder \MS in the root of a drive that holds what a client has; the one that the client's registry or the
 * program of a service names comes first.
 */
export async function findClientTree(host: Host, evidence: ClientTreeEvidence): Promise<FoundClientTree> {
  const named = evidence.ini && (await namedByIni(host, evidence.ini));
  if (named !== undefined) return { path: named, unsaved: [] };
  const trees: string[] = [];
  for (const folder of evidence.folders)
    if (/^[A-Z]:\\MS$/i.test(folder) && (await isClientTree(host, folder))) trees.push(folder);
  const texts = [...clientTexts(evidence.key), ...evidence.programs];
  const meant = trees.find(tree => texts.some(text => mentions(text, tree)));
  const [path = meant, ...others] = meant === undefined ? trees : [meant];
  if (path === undefined) return { unsaved: [] };
  const why = `it looks like the \\MS directory as well, and neither SMS.INI nor the registry says whether ${path} is the right one`;
  return { path, unsaved: others.map(what => ({ what, why, source: clientTreeSource })) };
}

/** `SMSPath` is the folder SMS inside of \MS, which may lie on any drive. */
async function namedByIni(host: Host, ini: Ini): Promise<string | undefined> {
  const path = tidyPath(getIni(ini, 'SMS', 'SMSPath') ?? '');
  if (!isFolderPath(path)) return undefined;
  const parent = path.slice(0, path.lastIndexOf('\\'));
  const tree = /\\SMS$/i.test(path) && isFolderPath(parent) ? parent : path;
  return (await host.files.stat(tree))?.type === 'directory' ? tree : undefined;
}

/** Folders in MS\SMS (Resource Guide, SMS.INI; SMSPROXY: Q107245). Another program may have one or two of these names. */
const clientFolders = ['BIN', 'DATA', 'LOGS', 'TEMP', 'INVDATA', 'IDMIFS', 'NOIDMIFS', 'SMSPROXY'];

/** Files that only a client of SMS has (Q229809, Q171038). */
const clientFiles = ['DATA\\PCMHIST.REG', 'BIN\\CSDVER.SMS'];

/** An unrelated folder that happens to be called \MS holds nothing of this. */
async function isClientTree(host: Host, folder: string): Promise<boolean> {
  const inner = `${folder}\\SMS`;
  const names = await namesIn(host, inner, 'directory');
  if (clientFolders.filter(known => names.some(name => sameName(name, known))).length >= 3) return true;
  for (const file of clientFiles) if ((await host.files.stat(`${inner}\\${file}`))?.type === 'file') return true;
  return false;
}

/** Keys of the client below the SMS key (Resource Guide, registry; Q173594). */
const clientKeys = ['Client Services', 'Applications', 'Client'];

/** Every text below the keys of the client. */
function clientTexts(key: RegistryKey): string[] {
  const texts = (at: RegistryKey): string[] => [
    ...at.values.filter(({ type }) => type === valueType.string || type === valueType.expandString).map(readString),
    ...at.subkeys.flatMap(texts),
  ];
  return clientKeys.flatMap(name => {
    const found = findKey(key, name);
    return found === undefined ? [] : texts(found);
  });
}

/** The text is, or holds, a path of something in this folder: `"C:\MS\SMS\BIN\WUSER32.EXE" -x`. */
const mentions = (text: string, folder: string) =>
  `${upcase(text).replaceAll('"', '')}\\`.includes(`${upcase(folder)}\\`);
