import { readdirSync } from 'node:fs';
import { access, copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { compareNames, upcase } from '@resite/registry/names';

/** The files of a box (a folder in which the parts of SMS leave each other work) with this extension (upper case), in name order. */
export async function listBox(box: string, extension: string): Promise<string[]> {
  try {
    const names = readdirSync(box); // boxes are short and looked at all the time: a tenth of the cost of `readdir`
    return names.filter(name => upcase(name).endsWith(extension)).sort(compareNames);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Puts a file into a box so that whoever watches it sees all of it or nothing. */
export async function putFile(box: string, name: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(box, `${name}.TMP`);
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, join(box, name));
}

/** As `putFile`, with the content of a file that lies elsewhere. */
export async function putCopy(box: string, name: string, from: string): Promise<void> {
  const temporary = join(box, `${name}.TMP`);
  await copyFile(from, temporary);
  await rename(temporary, join(box, name));
}

/** Moves a file; one that an earlier attempt has moved already is no error. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    await access(to);
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

/** One that is not there is no error. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Eight hexadecimal digits, as the names of site control files and jobs have. Nobody need be unable to guess them. */
export function randomName(): string {
  const number = Math.floor(Math.random() * 2 ** 32);
  return upcase(number.toString(16)).padStart(8, '0');
}
