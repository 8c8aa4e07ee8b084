import { adviceOf, isResiteError, isSystemError, ResiteError } from '@resite/errors';
import { andMore } from './and-more.ts';

type Unreadable = readonly { readonly path: string; readonly error: Error }[];

/** Of a copy that is made while the site runs: what vanished meanwhile, or what a program keeps to itself, may be well after the stop. */
export function refuseUnreadable(unreadable: Unreadable): void {
  const lasting = unreadable.filter(({ error }) => !isPassing(error));
  if (lasting.length > 0) throw cannotRead(lasting, 'Nothing was stopped, and no snapshot was made.');
}

function isPassing(error: Error): boolean {
  return isResiteError(error, 'FILE_MISSING', 'FILE_IN_USE') || isSystemError(error.cause, 'ENOENT', 'EAGAIN');
}

function cannotRead(unreadable: Unreadable, end: string): ResiteError {
  const [first] = unreadable as [Unreadable[number]];
  const { path, error } = first;
  return new ResiteError('SOURCE_UNREADABLE', `cannot read ${path}${andMore(unreadable)}: ${error.message}`, {
    ...adviceOf(error),
    hint: `${hintOf(error)} ${end}`,
    cause: error,
  });
}

/** A file that is no file, and a name that Windows cannot have, say themselves what to do. */
function hintOf(error: Error): string {
  if (isResiteError(error, 'PATH_INVALID')) return 'Rename it on that disk, then run the backup again.';
  const { hint, remedy } = adviceOf(error);
  if (hint !== undefined || remedy !== undefined) return `${hint ?? ''} Then run the backup again.`.trim();
  return 'Give the account that runs Resite the right to read it, then run the backup again.';
}

interface Trouble {
  readonly unreadable: Unreadable;
  readonly changedWhileRead: readonly string[];
}

/** Of a copy that was made with the services stopped. */
export function refuseBroken({ unreadable, changedWhileRead }: Trouble): void {
  if (unreadable.length > 0) throw cannotRead(unreadable, 'No snapshot was made.');
  if (changedWhileRead.length > 0) {
    throw new ResiteError(
      'QUIESCE_BROKEN',
      `files changed after the services were stopped: ${changedWhileRead.join(', ')}`,
      {
        hint: 'Find out which program writes them, then run the backup again. No snapshot was made.',
      },
    );
  }
}

/** What was there when the backup was planned and is not any more would be missing in silence. */
export function refuseMissing([root]: readonly string[]): void {
  if (root === undefined) return;
  throw new ResiteError('SOURCE_UNREADABLE', `${root} has vanished since the backup was planned`, {
    hint: 'Find out who removed it, then run the backup again. No snapshot was made.',
  });
}
