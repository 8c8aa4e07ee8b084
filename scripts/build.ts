/** Compiles the packages into dist/, each one as it would be published. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const dist = join(root, 'dist');
const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
compile();
const packages = readdirSync(join(root, 'packages')).filter(name => existsSync(join(dist, name)));
for (const name of packages) finish(name);
console.log(`Built ${packages.length} packages into dist/: ${packages.join(', ')}`);

function compile(): void {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

function finish(name: string): void {
  const from = join(root, 'packages', name);
  const to = join(dist, name);
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published(manifest, name), undefined, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  for (const extra of ['README.md', 'resite.schema.json']) {
    if (existsSync(join(from, extra))) cpSync(join(from, extra), join(to, extra));
  }
  for (const program of Object.values<string>(manifest.bin ?? {})) chmodSync(join(to, compiled(program)), 0o755);

  // so that the compiled packages find each other, and not the sources
  const link = join(dist, 'node_modules', manifest.name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(to, link, 'junction');
}

/** The manifest of the sources, turned into that of the compiled package. */
// biome-ignore lint/suspicious/noExplicitAny: a package.json is what it is
function published(manifest: any, name: string): object {
  const path = (source: string) =>
    source.endsWith('.ts') ? { types: source.replace(/\.ts$/, '.d.ts'), default: compiled(source) } : source;
  return {
    ...manifest,
    exports: mapValues(manifest.exports, path),
    ...(manifest.bin && { bin: mapValues(manifest.bin, compiled) }),
    files: ['src', 'README.md', 'LICENSE', ...(name === 'resite' ? ['resite.schema.json'] : [])],
    ...(workspace.repository && { repository: { ...workspace.repository, directory: `packages/${name}` } }),
    keywords: ['systems management server', 'sms', 'secondary site', 'backup', 'restore', 'restic', 'registry'],
    publishConfig: { access: 'public' },
  };
}

function compiled(path: string): string {
  return path.replace(/\.ts$/, '.js');
}

function mapValues<T>(record: Record<string, string>, map: (value: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
