import { isResiteError } from '@resite/errors';

/**
 * A transfer may go wrong once, and nobody can tell that from damage: what seems to be damaged is read once more before it is
 * called so. `read` gets the bytes from the backend and verifies them.
 */
export async function readAgain<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
    return read();
  }
}
