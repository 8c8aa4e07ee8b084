import { creatorOwner, fullControl, type Grant } from '../../capture/access-list.ts';

/** The rights that CACLS knows, by its letters; it makes no others (Q162786, Q149828). */
const letters: ReadonlyMap<number, string> = new Map([
  [fullControl, 'F'],
  [0x1301bf, 'C'],
  [0x1200a9, 'R'],
]);

const words: Readonly<Record<string, string>> = { F: 'Full Control', C: 'Change', R: 'Read', N: 'No Access' };

/** What CACLS takes behind the name of the account; undefined for a right that it cannot give. */
export function caclsLetter({ account, isDenied, here, folders, files }: Grant, isFolder: boolean): string | undefined {
  const isEven = isFolder ? folders === files && (here === files || account === creatorOwner) : true;
  if (!isEven) return undefined;
  const mask = isFolder ? files : here;
  if (isDenied) return mask === fullControl ? 'N' : undefined;
  return letters.get(mask);
}

/**
 * The same in the words of File Manager: of a folder, the first parentheses are for it and folders in it, the second for files in it (Q123647).
 */
export function rightWords(grant: Grant, isFolder: boolean): string {
  const letter = caclsLetter(grant, isFolder);
  if (letter !== undefined) return words[letter]!;
  const { account, isDenied, here, folders, files } = grant;
  const denied = isDenied ? 'denied ' : '';
  if (!isFolder) return `${denied}Special Access ${special(here)}`;
  const isEven = here === folders || account === creatorOwner;
  if (isEven) return `${denied}Special Access ${special(folders)}${special(files)}`;
  return `${denied}Special Access ${special(here)} on this folder alone, ${special(folders)} on folders in it, ${special(files)} on files in it`;
}

/** As the boxes of Special Access; a mask where these do not reach. */
function special(mask: number): string {
  if (mask === 0) return '(Not Specified)';
  const boxes = Object.entries(masks).filter(([, bits]) => (mask & bits) === bits);
  const all = boxes.reduce((sum, [, bits]) => sum | bits, 0);
  return all === mask ? `(${boxes.map(([box]) => box).join('')})` : `(mask 0x${mask.toString(16)})`;
}

/** Read, Write, Execute, Delete, Change Permissions, Take Ownership; [MS-DTYP] 2.4.3 has their bits. */
const masks: Readonly<Record<string, number>> = {
  R: 0x120089,
  W: 0x120116,
  X: 0x1200a0,
  D: 0x10000,
  P: 0x40000,
  O: 0x80000,
};
