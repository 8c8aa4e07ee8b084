import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isResiteError, isSystemError, ResiteError } from '@resite/errors';
import type { FileInfo } from '../host.ts';
import { fileInfo, readSecurityDescriptor } from './metadata.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The children of a folder, sorted by name bytes. What disappears meanwhile is left out. */
export async function listFolder(folder: string, { security = false } = {}): Promise<FileInfo[]> {
  const names = (await readdir(folder, { encoding: 'buffer' })).sort(Buffer.compare);
  const infos: FileInfo[] = [];
  for (const [index, name] of names.entries()) {
    const info = infoOf(folder, decode(folder, name), security);
    if (info !== undefined) infos.push(info);
    if (index % 500 === 499) await setImmediate(); // a large folder must not keep others waiting
  }
  return infos;
}

/** At once: a promise for each file takes longer than what it waits for. */
function infoOf(folder: string, name: string, security: boolean): FileInfo | undefined {
  const path = join(folder, name);
  try {
    const info = fileInfo(name, path, lstatSync(path, { bigint: true }));
    const securityDescriptor = security ? readSecurityDescriptor(path) : undefined;
    return securityDescriptor === undefined ? info : { ...info, securityDescriptor };
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isResiteError(error, 'FILE_MISSING')) return undefined;
    throw error;
  }
}

function decode(folder: string, name: Buffer): string {
  try {
    return utf8.decode(name);
  } catch (cause) {
    throw new ResiteError(
      'FILE_ACCESS',
      `a file name in ${folder} is not UTF-8: ${JSON.stringify(name.toString('latin1'))}`,
      {
        hint: 'Rename the file.',
        cause,
      },
    );
  }
}
