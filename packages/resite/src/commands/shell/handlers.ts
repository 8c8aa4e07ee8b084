import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { makeFolders } from '@resite/filesystem/make-folders';
import type { Command } from 'commander';
import { scripts } from '../../completion/scripts.ts';
import type { Shell } from '../../completion/shells.ts';
import type { Context } from '../../context.ts';
import { manualPages } from '../../man/manual-pages.ts';
import { plainPath } from '../../plain-path.ts';
import { version } from '../../version.ts';

export async function printCompletion({ emit }: Context, shell: Shell): Promise<void> {
  emit({ message_type: 'completion', shell, script: scripts[shell] });
}

export const writeManual =
  (wholeProgram: () => Promise<Command>) =>
  async ({ emit }: Context, named: string): Promise<void> => {
    const folder = plainPath(named);
    const pages = manualPages(await wholeProgram(), { version, date: dateOfPages() });
    try {
      makeFolders(folder);
      for (const { file, text } of pages) await writeFile(join(folder, file), text);
    } catch (error) {
      if (!isSystemError(error, 'EACCES', 'EEXIST', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EROFS')) throw error;
      throw new ResiteError('FILE_ACCESS', `the manual pages cannot be written to ${folder} (${error.code})`, {
        hint: 'Name a folder that is yours to write in.',
        cause: error,
      });
    }
    emit({ message_type: 'manual_written', folder, pages: pages.length });
  };

/** Builds that are to be repeatable name it, in seconds. */
function dateOfPages(): string {
  const { SOURCE_DATE_EPOCH } = process.env;
  const time = /^\d{1,11}$/.test(SOURCE_DATE_EPOCH ?? '') ? new Date(Number(SOURCE_DATE_EPOCH) * 1000) : new Date();
  return time.toISOString().slice(0, 10);
}
