import { isResiteError, ResiteError } from '@resite/errors';
import type { SessionOperation, SessionOperations } from '../session/protocol.ts';
import type { Session } from '../session/session.ts';

/** Asks the session for something that concerns a Windows path, which messages name. */
export type FileAsker = <Operation extends SessionOperation>(
  operation: Operation,
  path: string,
  ...args: Parameters<SessionOperations[Operation]>
) => Promise<ReturnType<SessionOperations[Operation]>>;

/** A drive whose share does not exist is one that does not exist: `FILE_MISSING`. */
export function askFiles(session: Session): FileAsker {
  return async (operation, path, ...args) => {
    try {
      return await session.ask(operation, args, `${wordsFor[operation] ?? operation} ${path}`);
    } catch (error) {
      if (!isResiteError(error, 'SHARE_MISSING')) throw error;
      const hint = error.hint;
      throw new ResiteError('FILE_MISSING', `cannot ${operation} ${path}: ${error.message}`, {
        ...(hint === undefined ? {} : { hint }),
        cause: error,
      });
    }
  };
}

const wordsFor: Partial<Record<SessionOperation, string>> = {
  'list the folder': 'list',
  'read the beginning of': 'read',
  'read on': 'read',
  'open for writing': 'write',
  'measure the drive of': 'measure',
};
