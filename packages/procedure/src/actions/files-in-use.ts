import { isResiteError } from '@resite/errors';
import { sleep } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import { windowsPath } from '../capture/snapshot-path.ts';
import type { Execution } from '../execution/execution.ts';

type Unreadable = readonly { readonly path: string; readonly error: Error }[];

/** While services are down, so often is a copy made again, after so many milliseconds, for files that somebody has open. */
const tries = 5;
const pauseMs = 2000;

/** Most files that are listed; the rest is counted. */
const mostListed = 10;

const isInUse = ({ error }: Unreadable[number]) => isResiteError(error, 'FILE_IN_USE');

/** The files that another program has open and shares with nobody, and who has, in words; undefined when there are none. */
export async function filesInUse(host: Host, unreadable: Unreadable): Promise<string | undefined> {
  const paths = unreadable.filter(isInUse).map(({ path }) => windowsPath(path));
  if (paths.length === 0) return undefined;
  const listed = await Promise.all(
    paths.slice(0, mostListed).map(async path => `${path}${await usersText(host, path)}`),
  );
  const more = paths.length - listed.length;
  return listed.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/**
 * Makes a copy, and again as long as nothing is wrong but that somebody has files open: users of clients keep those of packages
 * open (Q193766, Q184489). They are listed before each new try.
 */
export async function copyWhenFree<Copy extends { readonly unreadable: Unreadable } | undefined>(
  host: Host,
  { emit, signal }: Pick<Execution, 'emit' | 'signal'>,
  copy: () => Promise<Copy>,
): Promise<Copy> {
  for (let attempt = 1; ; attempt++) {
    const made = await copy();
    const unreadable = made?.unreadable ?? [];
    const isBusy = unreadable.length > 0 && unreadable.every(isInUse);
    if (!isBusy || attempt === tries) return made;
    const files = await filesInUse(host, unreadable);
    emit({
      message_type: 'warning',
      text: `Somebody has files of ${host.name} open: ${files}. Have them closed now: the services are down, and Resite tries ${tries - attempt} times more`,
    });
    await sleep(pauseMs, { signal });
  }
}

async function usersText(host: Host, path: string): Promise<string> {
  const users = (await host.files.usersOf?.(path)) ?? [];
  return users.length === 0 ? '' : ` (${users.join(', ')})`;
}
