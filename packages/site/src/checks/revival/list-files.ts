import { isResiteError } from '@resite/errors';
import type { FileInfo, Host } from '@resite/host';

/** The files in a folder; none when there is no such folder. */
export async function listFiles(host: Host, folder: string): Promise<FileInfo[]> {
  try {
    return (await host.files.list(folder)).filter(({ type }) => type === 'file');
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return [];
    throw error;
  }
}

export const namesOf = (files: readonly FileInfo[]): string => files.map(({ name }) => name).join(', ');

/** Milliseconds since 1970. */
export const modifiedAt = ({ modified }: FileInfo): number => Number(modified / 1_000_000n);
