import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { isResiteError, isSystemError, ResiteError } from '@resite/errors';
import { aboutLines, explainLines, readRepositoryPassword } from '@resite/procedure/access';
import { initRepository, openRepository } from '@resite/repository/open';
import type { CommandEvent } from '../../reporters/events.ts';

/**
 * Makes sure that there is a password and a repository that it opens: what exists is used, what does not is created.
 * A password file that was created for a repository that turns out to exist is taken away again.
 */
export async function prepareRepository(location: string, passwordFile: string): Promise<CommandEvent[]> {
  const isNewPassword = await createPassword(passwordFile);
  try {
    const password = await readRepositoryPassword({ file: passwordFile });
    const id = await createRepository(location, { password, file: passwordFile, isNew: isNewPassword });
    const lines = id === undefined ? undefined : aboutLines(password, { file: passwordFile });
    return [
      ...(lines === undefined ? [] : [{ message_type: 'note' as const, text: lines }]),
      ...(isNewPassword ? [{ message_type: 'written' as const, file: passwordFile }] : []),
      ...(id === undefined ? [] : [{ message_type: 'initialized' as const, id, repository: location }]),
    ];
  } catch (error) {
    if (isNewPassword) await rm(passwordFile);
    throw error;
  }
}

/** False when the file exists: it is left as it is. */
async function createPassword(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { flag: 'wx', mode: 0o600, flush: true });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The ID of the new repository; undefined when there is one that the password opens. */
async function createRepository(
  location: string,
  { password, file, isNew }: { password: Buffer; file: string; isNew: boolean },
): Promise<string | undefined> {
  try {
    const repository = await initRepository(location, password);
    await repository.close();
    return repository.id;
  } catch (error) {
    if (!isResiteError(error, 'REPOSITORY_EXISTS')) throw error;
    if (isNew) {
      throw new ResiteError('REPOSITORY_EXISTS', error.message, {
        hint: 'Name its password with --password-file FILE, or another place for a new repository with -r FOLDER.',
        cause: error,
      });
    }
    const repository = await explainLines(password, { file }, openRepository(location, password));
    await repository.close();
    return undefined;
  }
}
