import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, type PublishedManifest, published, readManifest, targetsOf } from './manifest.ts';

const root = dirname(dirname(import.meta.dirname));

/** For tests alone. */
const unpublished: ReadonlySet<string> = new Set(['simulation']);

const publishedNames = () =>
  readdirSync(join(root, 'packages'))
    .filter(name => !unpublished.has(name))
    .sort();

export interface BuiltPackage {
  readonly folder: string;
  readonly manifest: PublishedManifest;
}

/**
 * Compiles all packages that are published into folders of their own below `to`, each as it would be published. Throws what the compiler says;
 * with `trusted`, it is not asked whether the types are right, which is quicker.
 */
export function buildPackages(to: string, { trusted = false } = {}): BuiltPackage[] {
  compile(to, trusted);
  return publishedNames().map(name => finish(name, join(to, name)));
}

function compile(to: string, trusted: boolean): void {
  mkdirSync(to, { recursive: true });
  const config = join(to, 'tsconfig.json');
  const settings = {
    extends: join(root, 'tsconfig.build.json'),
    compilerOptions: {
      rootDir: join(root, 'packages'),
      outDir: to,
      noCheck: trusted,
      typeRoots: [join(root, 'node_modules', '@types')],
    },
    include: publishedNames().map(name => join(root, 'packages', name, 'src')),
  };
  writeFileSync(config, JSON.stringify(settings));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the compiler refuses:\n${stdout}`);
  rmSync(config);
}

function finish(name: string, to: string): BuiltPackage {
  const from = join(root, 'packages', name);
  const source = readManifest(from);
  const entries = targetsOf(source).filter(target => target.endsWith('.ts'));
  const needsNode = usesTypesOfNode(to);
  const man = source.bin === undefined ? [] : writePages(to);
  const manifest = published(source, { workspace: workspace(), directory: `packages/${name}`, needsNode, man });
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  for (const other of ['README.md', ...targetsOf(source).filter(target => !entries.includes(target))])
    cpSync(join(from, other), join(to, other));
  for (const program of Object.values(manifest.bin ?? {})) chmodSync(join(to, program), 0o755);
  const declarations = globSync(
    entries.map(entry => entry.replace(/\.ts$/, '.d.ts')),
    { cwd: to },
  );
  if (needsNode) for (const file of declarations) referToNode(join(to, file));
  return { folder: to, manifest };
}

/** As `resite man` writes them; npm puts them where `man` finds them. */
function writePages(to: string): string[] {
  const program = join(root, 'packages', 'resite', 'src', 'main.ts');
  const { status, stderr } = spawnSync(process.execPath, [program, 'man', join(to, 'man')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the manual pages are not written:\n${stderr}`);
  return readdirSync(join(to, 'man')).sort();
}

/** The manifest of all; it need not say where the sources are kept, as that is where this checkout was cloned from. */
function workspace(): Manifest {
  const manifest = readManifest(root);
  const { status, stdout } = spawnSync('git', ['remote', 'get-url', 'origin'], { cwd: root, encoding: 'utf8' });
  if (status !== 0 || !/^(https|ssh|git\+)|^git@/.test(stdout)) return manifest;
  const url = stdout.trim().replace(/^(https:\/\/)[^@/]*@/, '$1'); // no secrets of whoever builds it
  return { repository: { type: 'git', url }, ...manifest };
}

/** Whether its declarations name anything that only the types of Node explain. */
function usesTypesOfNode(folder: string): boolean {
  const named = /'node:|\b(Buffer|NodeJS|AbortSignal|AbortController|URL|URLSearchParams|Blob|\w+Stream)\b/;
  return globSync('**/*.d.ts', { cwd: folder }).some(file => named.test(readFileSync(join(folder, file), 'utf8')));
}

/** So that nobody who uses the package has to name the types of Node in their own settings. */
function referToNode(file: string): void {
  writeFileSync(file, `/// <reference types="node" />\n${readFileSync(file, 'utf8')}`);
}
