import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The files below a folder, in the order of their paths. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

/** Gives one file in a hundred another content, by the number of the variant. */
export function vary(files: readonly string[], variant: number): void {
  for (let number = 0; number < files.length; number += 100) {
    const file = openSync(files[number]!, 'r+');
    writeSync(file, `variant ${variant} of ${number}\n`, 0);
    closeSync(file);
  }
}
