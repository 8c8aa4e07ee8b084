import { cmdQuoted, cmdWord } from '@resite/errors/command-words';
import { code, markdown, raw } from '@resite/errors/markdown';
import { hiveFormatOf } from '@resite/registry/hive';
import { sameName } from '@resite/registry/names';
import type { Place, Profile } from '@resite/site';
import { describedPlaces } from '@resite/site/discovery/described-places';
import { fileName, isWithin } from '@resite/site/paths';
import { isRestoredShare } from '@resite/site/profiles/profiles';
import { sddlOf } from '../../capture/sddl-of.ts';
import { snapshotPath } from '../../capture/snapshot-path.ts';
import type { Manifest } from '../../snapshot/manifest.ts';
import { hiveOf, siteHive } from '../../snapshot/registry-files.ts';
import { longName, typed } from '../plan-text.ts';
import type { SnapshotReference, Step } from '../procedure.ts';
import { compareOthers, decideIds, settleQueues, writeIds } from './adapt.ts';
import type { TargetFacts } from './facts.ts';
import { permissionsByHand } from './permissions-by-hand.ts';
import { sharePermissionsInWords } from './share-permissions.ts';

/** Put registry, files and shares in their place, and adapt what other computers depend on. */
export function planPut(facts: TargetFacts, profile: Profile): Step[] {
  const { manifest, target } = facts;
  const { site, registryKey, roots } = manifest;
  const snapshot: SnapshotReference = { id: facts.snapshot };
  const text = profile.steps.restore;
  const packageShares = site.shares.filter(
    ({ name, path }) => isRestoredShare(profile, name) && roots.some(root => isWithin(path, root)),
  );
  return [
    ...decideIds(facts, profile),
    ...compareOthers(facts, profile),
    {
      id: 'restore-registry',
      phase: 'restore',
      title: text.restoreRegistry.title,
      source: text.restoreRegistry.source,
      host: target,
      action: { type: 'restore-registry', host: target, key: registryKey, snapshot },
      confirmedBy: 'compare',
      byHand: registryByHand(manifest),
    },
    ...roots.map(root => restoreRoot(facts, profile, root)),
    {
      id: 'compare',
      phase: 'compare',
      title: 'Compare everything on the target with the snapshot',
      source: 'Resite: provable',
      host: target,
      action: { type: 'compare-with-snapshot', host: target, roots, key: registryKey, snapshot },
      byHand: compareByHand(manifest, profile),
    },
    ...writeIds(facts, profile),
    {
      id: 'create-shares',
      phase: 'adapt',
      title: text.restoreShares.title,
      source: text.restoreShares.source,
      host: target,
      action: { type: 'create-shares', host: target, shares: packageShares.map(share => share.name), snapshot },
      byHand:
        packageShares.length === 0
          ? 'Nothing: there was no package share.'
          : packageShares.map(shareByHand).join('\n\n'),
    },
    ...settleQueues(facts, profile),
  ];
}

function registryByHand(manifest: Manifest): string {
  const key = manifest.registryKey;
  const file = siteHive(key);
  const { format, for: readers } = hiveOf(manifest);
  const { windowsVersion } = manifest.site.identity;
  // Earlier versions of Resite wrote hives of Windows NT 4.0 for every computer.
  const other =
    format === 'hive 1.3' && hiveFormatOf(windowsVersion) < 3
      ? markdown` That of Windows NT ${windowsVersion} does not (Q166897): make one for it on another computer, where FOLDER is, and restore that: ${code(`resite registry convert --format 1.2 FOLDER/.resite/${file} FOLDER/.resite/${file.replace(/\.hiv$/, '351.hiv')}`)}.`
      : '';
  return markdown`The file is ${code(`X:\\.resite\\${file.replaceAll('/', '\\')}`)}, for ${readers} (${format}).${raw(other)} REGEDT32: in the window HKEY_LOCAL_MACHINE open SOFTWARE, Microsoft. If ${code(longName(key))} is not there: Edit, Add Key, key name ${code(key.slice(key.lastIndexOf('\\') + 1))}, no class. Select it; Registry, Restore; choose the file; answer Yes when it asks whether to restore on top of the key. Restore Volatile is another command: what it brings is gone after a restart. Afterwards the key has its subkeys.`;
}

function restoreRoot({ manifest, target, snapshot }: TargetFacts, profile: Profile, root: string): Step {
  const described = describedPlaces(manifest.site).find(({ path }) => sameName(path, root))!;
  const place = [profile.root, ...profile.places].find(({ id }) => id === described.id)!;
  const { step } = place;
  return {
    id: place.several === true ? `${step.id}${wordsOf(root)}` : step.id,
    phase: 'restore',
    title: `${step.title} (${root})`,
    source: step.source,
    host: target,
    action: { type: 'restore-files', host: target, root, snapshot: { id: snapshot } },
    confirmedBy: 'compare',
    byHand: [copyByHand(root, place), permissionsByHand(manifest, root, place, profile)].join('\n\n').trim(),
  };
}

/** X: is where the restored folder is, as the step that reads the snapshot has it; it tells of the switches of XCOPY as well. */
function copyByHand(root: string, { type, hidden }: Place): string {
  const from = `X:${snapshotPath(root).replaceAll('/', '\\')}`;
  const words =
    type === 'file'
      ? ['copy', cmdWord(from), cmdWord(root)]
      : ['xcopy', cmdWord(from), cmdWord(root), '/S /E /I /H /R /K'];
  const copy = typed(words, type === 'file' ? 'copy it with COPY' : 'copy it with XCOPY /S /E /I /H /R /K');
  const hide =
    hidden === true
      ? markdown` It is hidden. Once it has been compared: ${typed(['attrib +h', cmdWord(root)], 'give it the attribute Hidden')}.`
      : '';
  return markdown`Copy ${code(snapshotPath(root).slice(1))} of the restored folder to ${code(root)}: ${copy}.${raw(hide)}`;
}

/** No source of ours lists the switches of XCOPY in Windows NT 3.51 [NT]; DIR counts in any. */
function compareByHand({ roots, site }: Manifest, { requiredFiles }: Profile): string {
  const files = describedPlaces(site).flatMap(({ type, path }) => (type === 'file' ? [path] : []));
  const isFile = (root: string) => files.some(file => sameName(file, root));
  const compared = roots.map(root => {
    const from = `X:${snapshotPath(root).replaceAll('/', '\\')}`;
    if (isFile(root)) return markdown`- ${typed(['fc /b', cmdWord(from), cmdWord(root)], `compare ${root} by FC /B`)}`;
    const [there, here] = [
      typed(['dir', cmdWord(from), '/S /A'], 'DIR /S /A of the copy'),
      typed(['dir', cmdWord(root), '/S /A'], `DIR /S /A of ${root}`),
    ];
    return markdown`- ${there} and ${here}`;
  });
  const first = requiredFiles.map(({ path }) => fileName(path)).join(', ');
  return [
    'A whole tree: the sums that DIR shows at the end, number of files and bytes, must be the same for both of each line. A single file: FC finds no differences.',
    '',
    ...compared,
    '',
    'If XCOPY /? lists /L, and /D without a date (that of Windows NT 3.5 does not, Q127180): with /S /H /L /D instead of its other switches it copies nothing, and names what is newer in the copy, or is not on the server at all; that must be nothing.',
    '',
    `The content of a directory, file by file: ${code('fc /b X:\\DIRECTORY\\*.* C:\\DIRECTORY\\*.*').markdown}, with the names of both.${first === '' ? '' : markdown` Begin where ${first} are.`}`,
  ].join('\n');
}

/** The path as a part of the ID of a step: `-d-sms-pkgd`. */
const wordsOf = (root: string) =>
  // biome-ignore lint/plugin: what is no letter or digit of ASCII becomes a hyphen
  snapshotPath(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');

/** The command, and who may use the share: `net share` of Windows NT 3.51 lets everybody. */
function shareByHand(share: Manifest['site']['shares'][number]): string {
  const sddl = share.securityDescriptor && sddlOf(Buffer.from(share.securityDescriptor, 'base64'));
  if (sddl === undefined) return netShare(share);
  const words = sharePermissionsInWords(Buffer.from(share.securityDescriptor!, 'base64'));
  const meaning = words === undefined ? '' : markdown`${words}. In full: `;
  return `${netShare(share)}\n\nThen give it its permissions, in File Manager, Disk, Share As, Permissions: ${meaning}${code(sddl).markdown}.`;
}

/** As it is typed; in words where CMD.EXE would take something in the names for its own. */
function netShare({ name, path, comment }: Manifest['site']['shares'][number]): string {
  const plain = cmdWord(name) === name && cmdWord(path) === path;
  const what = plain ? `${name}=${path}` : cmdQuoted(`${name}=${path}`);
  const remark = comment === '' ? '""' : cmdQuoted(comment);
  if (what !== undefined && remark !== undefined && cmdWord(name) !== undefined) {
    return code(`net share ${what} /remark:${remark}`).markdown;
  }
  return markdown`Share ${code(path)} as ${code(name)}, in File Manager, with the comment ${code(comment)}. There is no command for it: CMD.EXE would take something in these words for its own. \`.resite/manifest.json\` has them as they are.`;
}
