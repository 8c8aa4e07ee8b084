import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '@resite/errors';

/** What is known here of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: true;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly repository?: { readonly type: string; readonly url: string };
  readonly homepage?: string;
  readonly bugs?: string | { readonly url: string };
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  /** Pages for `man`. */
  readonly man?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface PublishedManifest
  extends Omit<Manifest, 'private' | 'exports' | 'devDependencies' | 'repository' | 'homepage'> {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly files: readonly string[];
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string };
  readonly homepage: string;
  readonly publishConfig: { readonly access: 'public' };
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The files that a package offers, as paths inside of it. */
export const targetsOf = ({ exports = {} }: Manifest): string[] => [...new Set(Object.values(exports))];

/**
 * The manifest of the sources, turned into that of the compiled package. `repository` and `bugs` are those of the workspace,
 * and so is `homepage`: without one, a package is at home where it is published.
 */
export function published(
  { private: _, devDependencies: __, repository: ___, ...source }: Manifest,
  {
    workspace,
    directory,
    needsNode,
    man,
  }: { workspace: Manifest; directory: string; needsNode: boolean; man: readonly string[] },
): PublishedManifest {
  const { repository, homepage, bugs } = workspace;
  const others = targetsOf(source).filter(target => !target.endsWith('.ts'));
  return {
    ...source,
    exports: mapValues(source.exports ?? {}, offered),
    ...defined({ bin: source.bin && mapValues(source.bin, compiled) }),
    dependencies: {
      ...source.dependencies,
      // as packages of types have it: whichever the project has that uses this one
      ...defined({ '@types/node': needsNode ? '*' : undefined }),
    },
    ...defined({ man: man.length === 0 ? undefined : man.map(page => `./man/${page}`) }),
    files: [
      'src',
      ...(man.length === 0 ? [] : ['man']),
      ...others.map(path => path.replace('./', '')),
      'README.md',
      'LICENSE',
    ],
    ...defined({ repository: repository && { ...repository, directory } }),
    homepage: homepage ?? `https://www.npmjs.com/package/${source.name}`,
    ...defined({ bugs }),
    publishConfig: { access: 'public' },
  };
}

function offered(path: string): string | { types: string; default: string } {
  return path.endsWith('.ts') ? { types: path.replace(/\.ts$/, '.d.ts'), default: compiled(path) } : path;
}

const compiled = (path: string) => path.replace(/\.ts$/, '.js');

function mapValues<T>(record: Readonly<Record<string, string>>, map: (value: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
