import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, published, readManifest, targetsOf } from './manifest.ts';

const root = dirname(dirname(import.meta.dirname));

/** For tests alone. */
const unpublished: ReadonlySet<string> = new Set(['simulation']);

/** The folders below packages/ that are published. */
export const packageNames = () =>
  readdirSync(join(root, 'packages'))
    .filter(name => !unpublished.has(name))
    .sort();

/** Compiles these packages into folders of their own below `to`, each as it would be published. Throws what the compiler says. */
export function buildPackages(to: string, names: readonly string[]): { folder: string; name: string }[] {
  compile(to, names);
  return names.map(name => finish(join(root, 'packages', name), join(to, name), name));
}

function compile(to: string, names: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  const config = join(to, 'tsconfig.json');
  const settings = {
    extends: join(root, 'tsconfig.build.json'),
    compilerOptions: {
      rootDir: join(root, 'packages'),
      outDir: to,
      typeRoots: [join(root, 'node_modules', '@types')],
    },
    include: names.map(name => join(root, 'packages', name, 'src')),
  };
  writeFileSync(config, JSON.stringify(settings));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the compiler refuses:\n${stdout}`);
  rmSync(config);
  // what they use is compiled with them
  for (const other of packageNames())
    if (!names.includes(other)) rmSync(join(to, other), { recursive: true, force: true });
}

function finish(from: string, to: string, name: string): { folder: string; name: string } {
  const source = readManifest(from);
  const entries = targetsOf(source).filter(target => target.endsWith('.ts'));
  const needsNode = usesTypesOfNode(to);
  const manifest = published(source, { workspace: readManifest(root), directory: `packages/${name}`, needsNode });
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
  return { folder: to, name: (manifest as Manifest).name };
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
