import { cmdQuoted, cmdWord } from '@resite/errors/command-words';
import { accountName } from './account-names.ts';
import type { Change } from './permission-changes.ts';
import { caclsLetter } from './rights.ts';

/** A change as CACLS takes it: replace the rights of an account, or revoke them (Q131780). */
export interface TypedChange {
  readonly by: '/P' | '/R';
  readonly word: string;
}

/** Undefined when there is nothing to type, or when CMD.EXE would take something in the path for its own. */
export function caclsCommand(path: string, isFolder: boolean, changes: readonly TypedChange[]): string | undefined {
  const word = caclsPath(path);
  if (word === undefined || changes.length === 0) return undefined;
  const switches = [...Map.groupBy(changes, ({ by }) => by)].map(([by, all]) =>
    [by, ...all.map(change => change.word)].join(' '),
  );
  return ['cacls', word, ...(isFolder ? ['/T'] : []), '/E', ...switches.sort()].join(' ');
}

/** CACLS of Windows NT 3.51 finds no file whose name has other characters than ASCII (Q142661). */
export const caclsPath = (path: string): string | undefined => (/^[ -~]*$/.test(path) ? cmdWord(path) : undefined);

/** Undefined for what CACLS cannot do: it gives one right, of those it knows, to an account by its name. */
export function typedChange({ account, grants }: Change, isFolder: boolean): TypedChange | undefined {
  const name = quotedName(account);
  if (name === undefined || grants.length > 1) return undefined;
  const [grant] = grants;
  if (grant === undefined) return { by: '/R', word: name };
  const letter = caclsLetter(grant, isFolder);
  return letter === undefined ? undefined : { by: '/P', word: `${name}:${letter}` };
}

function quotedName(account: string): string | undefined {
  const name = accountName(account);
  return name?.includes(' ') ? cmdQuoted(name) : name;
}
