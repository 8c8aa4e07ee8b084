import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PublishedManifest } from '../../build/manifest.ts';
import { packPackages } from '../../build/pack.ts';
import { buildPackages } from '../../build/packages.ts';

const modules = join(import.meta.dirname, '..', '..', '..', 'node_modules');

/** A package as somebody has it who installed it. */
export interface Installed {
  readonly folder: string;
  readonly manifest: PublishedManifest;
  /** What can be imported of it, such as `@resite/host/memory`. */
  readonly offered: readonly string[];
}

/**
 * Builds and packs every package, and unpacks the tarballs into a project in the folder as pnpm does: each package finds what
 * its manifest names and nothing else. What others wrote is linked from the node_modules of this checkout.
 */
export function installPackages(folder: string): { project: string; packages: Installed[] } {
  const built = buildPackages(join(folder, 'built'), { trusted: true });
  const tarballs = packPackages(built, join(folder, 'tarballs'));
  const project = join(folder, 'project');
  const store = (name: string, other = name) => join(project, 'node_modules', '.store', name, 'node_modules', other);
  for (const [index, { manifest }] of built.entries()) {
    const to = store(manifest.name);
    mkdirSync(to, { recursive: true });
    execFileSync('tar', ['-xzf', tarballs[index]!, '-C', to, '--strip-components=1']);
  }
  const packages = built.map(({ manifest }) => installed(store(manifest.name)));
  for (const { folder, manifest } of packages) {
    const { name, dependencies = {}, bin = {} } = manifest;
    link(join(project, 'node_modules', name), folder);
    for (const [command, program] of Object.entries(bin))
      link(join(project, 'node_modules', '.bin', command), join(folder, program));
    for (const other of Object.keys(dependencies))
      link(store(name, other), existsSync(store(other)) ? store(other) : join(modules, other));
  }
  return { project, packages };
}

function installed(folder: string): Installed {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PublishedManifest;
  const offered = Object.keys(manifest.exports).map(path => manifest.name + path.slice(1));
  return { folder, manifest, offered };
}

function link(from: string, to: string): void {
  mkdirSync(dirname(from), { recursive: true });
  symlinkSync(to, from);
}
