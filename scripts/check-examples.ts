/**
 * Type-checks every `@example` of the packages as a program of its own, which reaches them by their names only, as those do
 * who use them. Prints what the compiler says, with the place in the source; exit code 1 when it says anything.
 * Checks this workspace, or the folder that is given.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const workspace = dirname(import.meta.dirname);
const root = process.argv[2] ?? workspace;
// within the workspace, so that the packages are found
const folder = join(root, 'node_modules', '.cache', `examples-${process.pid}`);

const examples = globSync('packages/*/src/**/*.ts', { cwd: root }).sort().flatMap(examplesIn);
const problems = examples.flatMap(({ file, line, code }) =>
  code === undefined ? [`${file}:${line}: an @example is a block marked ts`] : [],
);
if (examples.some(({ code }) => code !== undefined)) problems.push(...compile());
if (examples.length === 0) problems.push('there is no @example');
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${examples.length} examples are right`);

interface Example {
  /** Slash-separated, from the root. */
  readonly file: string;
  /** Of `@example`, from 1. */
  readonly line: number;
  readonly code: string | undefined;
}

function examplesIn(path: string): Example[] {
  const text = readFileSync(join(root, path), 'utf8');
  const tag = /^ *\* @example *\n((?: *\* *```ts\n)(?:(?! *\* *```| *\*\/).*\n)* *\* *```$)?/gm;
  return [...text.matchAll(tag)].map(match => ({
    file: path.split(sep).join('/'),
    line: text.slice(0, match.index).split('\n').length,
    code: match[1]
      ?.split('\n')
      .slice(1, -1)
      .map(line => line.replace(/^ *\* ?/, ''))
      .join('\n'),
  }));
}

/** What the compiler says, each with the place in the source. */
function compile(): string[] {
  try {
    for (const { file, line, code } of examples) if (code !== undefined) write(join(file, `${line}.ts`), line, code);
    const settings = {
      extends: join(workspace, 'tsconfig.json'),
      compilerOptions: { noUnusedLocals: false, typeRoots: [join(workspace, 'node_modules', '@types')] },
      include: ['packages', join(root, 'packages/*/src/**/*.d.ts')],
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const compiler = join(workspace, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status === 0) return [];
    return stdout
      .trimEnd()
      .split('\n')
      .map(line => line.replace(/^(packages\/.*\.ts)\/\d+\.ts\((\d+),\d+\)/, '$1:$2'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each line stands in the line where the source has it. */
function write(path: string, line: number, code: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${'\n'.repeat(line + 1)}${code}\nexport {};\n`);
}
