/** Compiles the packages into dist/, each one as it would be published. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildPackages, packageNames } from './build/packages.ts';

const dist = join(dirname(import.meta.dirname), 'dist');
rmSync(dist, { recursive: true, force: true });
const built = buildPackages(dist, packageNames());
for (const { folder, name } of built) linkIn(folder, name);
console.log(`Built ${built.length} packages into dist/: ${built.map(({ name }) => name).join(', ')}`);

/** So that the compiled packages find each other, and not the sources. */
function linkIn(folder: string, name: string): void {
  const link = join(dist, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(folder, link, 'junction');
}
