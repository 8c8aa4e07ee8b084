import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce } from './made-once.ts';

const sources = join(import.meta.dirname, '..', 'win32');

/** The programs for Windows whose C source lies in `scripts/servers/win32`, and the libraries that each one wants. */
const libraries = { 'pipe-relay': ['-lws2_32'] };

/** Where such a program is, built. */
export async function win32Program(name: keyof typeof libraries): Promise<string> {
  const source = join(sources, `${name}.c`);
  const folder = await madeOnce(name, [readFileSync(source, 'utf8')], folder => [
    'x86_64-w64-mingw32-gcc',
    ...['-std=c17', '-O1', '-s', '-Wall', '-Wextra', '-Werror'],
    ...['-o', join(folder, `${name}.exe`), source, ...libraries[name]],
  ]);
  return join(folder, `${name}.exe`);
}
