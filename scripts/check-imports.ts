/**
 * The arrows between the packages point downwards only, and so do those between the rooms of a package; everything that a
 * package imports is declared by it, and of the modules of another package, as `@resite/site/uid`, it takes only those that
 * this package exports, each by its name.
 * Prints each import that breaks a rule; exit code 1 when there is one.
 */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** What each package may import of the others. */
const allowed: Record<string, readonly string[]> = {
  errors: [],
  filesystem: ['errors'],
  registry: ['errors', 'filesystem'],
  repository: ['errors', 'filesystem'],
  msrpc: ['errors'],
  host: ['errors', 'filesystem', 'registry', 'msrpc'],
  site: ['errors', 'filesystem', 'registry', 'host'],
  lab: ['errors', 'filesystem', 'registry', 'host', 'site'],
  procedure: ['errors', 'filesystem', 'registry', 'repository', 'host', 'site'],
  rehearsal: ['errors', 'filesystem', 'registry', 'repository', 'host', 'site', 'lab', 'procedure'],
  simulation: ['errors', 'filesystem', 'registry', 'repository', 'host', 'site', 'lab', 'procedure', 'rehearsal'],
  resite: ['errors', 'filesystem', 'registry', 'repository', 'host', 'site', 'lab', 'procedure', 'rehearsal'],
};

/** The folders of a package that are in order, the lowest first: each may import of those before it. */
const rooms: Record<string, readonly string[]> = {
  procedure: [
    'remedy',
    'access',
    'capture',
    'ids',
    'snapshot',
    'drift',
    'plan',
    'journal',
    'execution',
    'history',
    'checks',
    'host-memory',
    'services',
    'actions',
    'run',
  ],
};

const root = dirname(import.meta.dirname);
const packages = join(root, 'packages');
const rootManifest = manifest(root);
const problems = globSync('*/{src,test}/**/*.{ts,mjs}', { cwd: packages })
  .sort()
  .flatMap(file => imports(file).map(specifier => ({ file, specifier, problem: problemWith(file, specifier) })))
  .filter(({ problem }) => problem !== undefined);

for (const { file, specifier, problem } of problems) console.error(`packages/${file}: '${specifier}' ${problem}`);
if (problems.length > 0) process.exitCode = 1;

function problemWith(file: string, specifier: string): string | undefined {
  const [name = '', part] = file.split(sep);
  if (specifier.startsWith('.')) return problemWithPath(file, name, part, specifier);
  if (isBuiltin(specifier)) return undefined;
  if (!(name in allowed)) return `cannot be judged: add ${name} to the table in scripts/check-imports.ts`;

  const imported = specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier;
  const other = imported === 'resite' ? 'resite' : imported.match(/^@resite\/(.+)$/)?.[1];
  if (other === name) return part === 'src' ? 'imports its own package' : undefined;
  if (other !== undefined && !allowed[name]?.includes(other)) return `is an arrow that must not be: ${name} → ${other}`;
  if (!declared(name, part).includes(imported)) return `is not declared in packages/${name}/package.json`;
  return other === undefined ? undefined : problemWithModule(other, specifier.slice(imported.length + 1));
}

/** Empty for the whole package. */
function problemWithModule(other: string, module: string): string | undefined {
  if (module === '' || manifest(join(packages, other)).exports?.[`./${module}`] !== undefined) return undefined;
  return `is a module that packages/${other}/package.json does not export`;
}

function problemWithPath(file: string, name: string, part: string | undefined, specifier: string): string | undefined {
  const [otherName = ''] = relative(packages, resolve(packages, dirname(file), specifier)).split(sep);
  if (otherName === name) return part === 'src' ? problemWithRoom(file, name, specifier) : undefined;
  if (otherName === '..') return part === 'src' ? 'lies outside the package' : undefined;
  return `reaches into the package ${otherName} by path`;
}

/** Files that lie in no room, as the index, may import of all and are imported by none. */
function problemWithRoom(file: string, name: string, specifier: string): string | undefined {
  const order = rooms[name];
  const roomOf = (path: string) => path.split(sep).slice(2, -1)[0];
  const [room, other] = [roomOf(file), roomOf(join(dirname(file), specifier))];
  if (order === undefined || room === undefined || room === other) return undefined;
  const place = order.indexOf(room);
  if (place < 0) return `cannot be judged: add the room ${room} to the table in scripts/check-imports.ts`;
  return other !== undefined && order.slice(0, place).includes(other)
    ? undefined
    : `is an arrow that must not be: ${room} → ${other ?? 'a file in no room'}`;
}

/** Tests may also use what is declared for development, by the package or by the whole workspace. */
function declared(name: string, part: string | undefined): string[] {
  const own = manifest(join(packages, name));
  const development = part === 'src' ? {} : { ...rootManifest.devDependencies, ...own.devDependencies };
  return Object.keys({ ...own.dependencies, ...own.optionalDependencies, ...development });
}

function imports(file: string): string[] {
  const text = readFileSync(join(packages, file), 'utf8');
  const statements =
    /^(?:import|export)\b[^;'"]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
  return [...text.matchAll(statements)].map(match => match[1] ?? match[2] ?? match[3] ?? '');
}

interface Manifest {
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
