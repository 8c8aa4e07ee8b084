import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce } from './made-once.ts';

const folder = join(import.meta.dirname, '..', 'win32');

/** The programs for Windows whose C sources lie in `scripts/servers/win32`: of each, the sources, and the libraries that it wants. */
const programs = {
  'pipe-relay': { sources: 'pipe-relay.c', libraries: ['-lws2_32'] },
  'sms-service': { sources: 'sms-service/*.[ch]', libraries: [] },
};

/** Where such a program is, built. */
export async function win32Program(name: keyof typeof programs): Promise<string> {
  const { sources, libraries } = programs[name];
  const files = globSync(sources, { cwd: folder }).sort();
  const units = files.filter(file => file.endsWith('.c')).map(file => join(folder, file));
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8'));
  const made = await madeOnce(name, texts, made => [
    'x86_64-w64-mingw32-gcc',
    ...['-std=c17', '-O1', '-s', '-Wall', '-Wextra', '-Werror'],
    ...['-o', join(made, `${name}.exe`), ...units, ...libraries],
  ]);
  return join(made, `${name}.exe`);
}
