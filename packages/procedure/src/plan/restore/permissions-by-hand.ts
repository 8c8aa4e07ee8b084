import { cmdWord } from '@resite/errors/command-words';
import { code, codeBlock, type Markdown, markdown, raw } from '@resite/errors/markdown';
import { sameName } from '@resite/registry/names';
import type { Place, Profile } from '@resite/site';
import type { Manifest, PermissionPoint, RootPermissions } from '../../snapshot/manifest.ts';
import { accountWords } from './account-names.ts';
import { caclsCommand, caclsPath, typedChange } from './cacls.ts';
import { type Change, changesAt } from './permission-changes.ts';
import { rightWords } from './rights.ts';

/** The permissions of a root and below it, as this site had them; those of its profile where the snapshot does not say; '' for a drive that has none. */
export function permissionsByHand(manifest: Manifest, root: string, place: Place, profile: Profile): string {
  const drive = root.slice(0, 1);
  const { [drive]: fileSystem = 'NTFS' } = manifest.site.fileSystems ?? {};
  if (fileSystem !== 'NTFS') return '';
  const saved = manifest.permissions?.find(one => sameName(one.root, root));
  if (saved !== undefined) return ofSite(saved);
  return place === profile.root ? ofProfile(root, profile) : '';
}

/** With /T a line changes all below, so the outermost comes first. */
function ofSite({ root, points, more }: RootPermissions): string {
  const hands = points.flatMap((point, index) => pointByHand(point, points.slice(0, index)));
  const lines = withoutRepetition(hands).map(
    ({ paths, command, words }) =>
      command ?? markdown`${raw(paths.map(path => code(path).markdown).join(', '))}: ${raw(words)}.`,
  );
  const path = caclsPath(root);
  const isFolder = points[0]?.type !== 'file';
  return [
    [
      'Then give back its permissions, in this order, as they were in the backup. /E changes what a line names and leaves the rest; without it, CACLS replaces the whole list (Q131780).',
      ...(isFolder ? ['/T changes all below as well.'] : []),
      ...(hands.every(({ command }) => command !== undefined)
        ? []
        : [
            'CACLS gives no special rights (Q162786): what stands in words is for File Manager, Security, Permissions, with both Replace boxes checked.',
          ]),
    ].join(' '),
    '',
    ...lines.map(line => `- ${line}`),
    ...(more === 0
      ? []
      : [
          `- ${more} more folders and files have permissions of their own: \`sddl\` in \`.resite/attributes.ndjson\` has them.`,
        ]),
    ...(path === undefined
      ? []
      : [
          '',
          markdown`See with ${code(`cacls ${path}`)} whether it names others, whom a new Windows has let in. Take each away, with ${isFolder ? '/T ' : ''}/E /R and the name.`,
        ]),
  ].join('\n');
}

/** What has to be done in one place: a command, or words for what no command does. */
interface ByHand {
  readonly paths: readonly string[];
  readonly command?: string;
  readonly words: string;
}

/** Neighbors that need the same words share them. */
function withoutRepetition(hands: readonly ByHand[]): ByHand[] {
  const found: ByHand[] = [];
  for (const hand of hands) {
    const last = found.at(-1);
    if (last?.command === undefined && hand.command === undefined && last?.words === hand.words)
      found[found.length - 1] = { ...last, paths: [...last.paths, ...hand.paths] };
    else found.push(hand);
  }
  return found;
}

function pointByHand(point: PermissionPoint, earlier: readonly PermissionPoint[]): ByHand[] {
  const found = changesAt(point, earlier);
  if (found === undefined) return [];
  const isFolder = point.type === 'directory';
  const isTypable = caclsPath(point.path) !== undefined;
  const changes = found.changes.map(change => ({
    ...change,
    typed: isTypable ? typedChange(change, isFolder) : undefined,
  }));
  const command = caclsCommand(
    point.path,
    isFolder,
    changes.flatMap(({ typed }) => typed ?? []),
  );
  const words = [
    ...changes.filter(({ typed }) => typed === undefined).map(change => changeInWords(change, isFolder)),
    ...(found.others ? ['entries of another kind, which `sddl` in `.resite/attributes.ndjson` has'] : []),
  ];
  const paths = [point.path];
  return [
    ...(command === undefined ? [] : [{ paths, command: code(command).markdown, words: '' }]),
    ...(words.length === 0 ? [] : [{ paths, words: words.join('; ') }]),
  ];
}

function changeInWords({ account, grants }: Change, isFolder: boolean): string {
  const rights = grants.map(grant => rightWords(grant, isFolder)).join(' and ') || 'no entry';
  return markdown`${accountWords(account)}: ${rights}`;
}

function ofProfile(root: string, { permissions }: Profile): string {
  if (permissions === undefined) return '';
  const { whose, commands } = permissions;
  const typable = commands.map(({ name, grant }) => ({ path: cmdWord(`${root}\\${name}`), grant }));
  if (typable.some(({ path }) => path === undefined)) return '';
  const block: Markdown = codeBlock(typable.map(({ path, grant }) => `cacls ${path} ${grant}`));
  return `Without /E, CACLS replaces the whole list of a file or folder (Q131780). ${whose}:\n\n${block.markdown}`;
}
