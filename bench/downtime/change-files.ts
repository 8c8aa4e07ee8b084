import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../repository/random.ts';

/** Gives a part of the package files of a machine other content of the same size; another part in each round. */
export function changeFiles(machine: string, { part, round }: { part: number; round: number }): void {
  const packages = join(machine, 'D', 'SMS_PKGD');
  const files = readdirSync(packages, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  const step = Math.round(1 / part);
  const random = new Random(round);
  for (let index = round % step; index < files.length; index += step) {
    const content = Buffer.alloc(statSync(files[index]!).size);
    for (let at = 0; at + 4 <= content.length; at += 4) content.writeUInt32LE(random.next(), at);
    writeFileSync(files[index]!, content);
  }
}
