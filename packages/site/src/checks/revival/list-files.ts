import type { FileInfo, Host } from '@resite/host';
import { listIfAny } from '../../list-if-any.ts';

/** The files in a folder; none when there is no such folder. */
export async function listFiles(host: Host, folder: string): Promise<FileInfo[]> {
  return (await listIfAny(host, folder)).filter(({ type }) => type === 'file');
}

export const namesOf = (files: readonly FileInfo[]): string => files.map(({ name }) => name).join(', ');

/** Milliseconds since 1970. */
export const modifiedAt = ({ modified }: FileInfo): number => Number(modified / 1_000_000n);
