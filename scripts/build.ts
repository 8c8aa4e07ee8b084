/** Compiles the packages into dist/, each one as it would be published, and packs them. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packPackages } from './build/pack.ts';
import { buildPackages } from './build/packages.ts';

const dist = join(dirname(import.meta.dirname), 'dist');
rmSync(dist, { recursive: true, force: true });
const built = buildPackages(dist);
for (const { folder, manifest } of built) linkIn(folder, manifest.name);
console.log('Built and packed into dist/:');
for (const tarball of packPackages(built, dist)) console.log(`  ${basename(tarball)}`);

/** So that the compiled packages find each other, and not the sources. */
function linkIn(folder: string, name: string): void {
  const link = join(dist, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(folder, link, 'junction');
}
