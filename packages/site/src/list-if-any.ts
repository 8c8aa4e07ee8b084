import { isResiteError } from '@resite/errors';
import type { FileInfo, Host } from '@resite/host';

/** What a folder holds; nothing when there is no such folder. */
export async function listIfAny({ files }: Host, folder: string): Promise<FileInfo[]> {
  try {
    return await files.list(folder);
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return [];
    throw error;
  }
}

/** The names of the files in it, or of the folders. */
export async function namesIn(host: Host, folder: string, wanted: FileInfo['type']): Promise<string[]> {
  return (await listIfAny(host, folder)).filter(({ type }) => type === wanted).map(({ name }) => name);
}
