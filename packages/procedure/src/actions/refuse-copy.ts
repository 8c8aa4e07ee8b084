import { ResiteError } from '@resite/errors';
import { andMore } from './and-more.ts';

interface Trouble {
  readonly unreadable: readonly { readonly path: string; readonly error: Error }[];
  readonly changedWhileRead: readonly string[];
}

/** Of a copy that was made with the services stopped. */
export function refuseBroken({ unreadable, changedWhileRead }: Trouble): void {
  const [first] = unreadable;
  if (first !== undefined) {
    throw new ResiteError(
      'SOURCE_UNREADABLE',
      `cannot read ${first.path}${andMore(unreadable)}: ${first.error.message}`,
      {
        hint: 'Give the account that runs Resite the right to read them, then run the backup again. No snapshot was made.',
        cause: first.error,
      },
    );
  }
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
