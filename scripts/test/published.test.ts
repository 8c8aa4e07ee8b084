import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { runBlocks, shellBlocks } from '../../packages/resite/test/support/shell-blocks.ts';
import { isLong, longTest, sampleOf } from '../sample.ts';
import { readmeExamples } from './published/examples.ts';
import { type Installed, installPackages } from './published/install.ts';

const root = join(import.meta.dirname, '..', '..');
const oldest = join(root, 'scripts', 'oldest-node', 'node_modules', '.bin', 'node');
const nodes = { 'this Node': process.execPath, 'the oldest Node': oldest };

let folder: string;
let project: string;
let packages: readonly Installed[];

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-published-'));
  ({ project, packages } = installPackages(folder));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the oldest Node is the one that the packages name', () => {
  const version = execFileSync(oldest, ['--version'], { encoding: 'utf8' }).trim();
  for (const { manifest } of packages) assert.equal(`v${manifest.engines?.node?.replace('>=', '')}.0`, version);
});

test('each package says what it is, and brings nothing that only its developers need', () => {
  for (const { folder, manifest } of packages) {
    const { name, description, keywords = [], homepage, license, man = [] } = manifest;
    assert.ok(description !== undefined && keywords.length > 2, name);
    assert.ok(homepage.includes(name), name);
    assert.equal(license, 'MIT', name);
    assert.ok(!('private' in manifest) && !('devDependencies' in manifest), name);
    const compiled = (file: string) => /^src\/.*(\.js|\.d\.ts)$/.test(file);
    const others = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(folder, join(entry.parentPath, entry.name)))
      .filter(file => !compiled(file));
    const more = name === 'resite' ? ['resite.schema.json'] : [];
    const pages = man.map(page => page.replace('./', ''));
    assert.equal(pages.includes('man/resite.1'), name === 'resite', name);
    assert.deepEqual(others.sort(), ['LICENSE', 'README.md', ...pages, 'package.json', ...more], name);
  }
});

for (const [title, node] of Object.entries(nodes))
  test(`${title} imports all that is offered, and nothing else`, async () => {
    const offered = packages.flatMap(one => one.offered);
    const hidden = packages.flatMap(internalsOf).filter(specifier => !offered.includes(specifier));
    assert.ok(hidden.includes('@resite/procedure/services/guardian-process'));
    writeFileSync(join(project, 'expected.json'), JSON.stringify({ offered, hidden }));
    writeFileSync(join(project, 'probe.mjs'), readFileSync(join(import.meta.dirname, 'published', 'probe.mjs')));
    assert.deepEqual(JSON.parse(await run(node, ['probe.mjs', 'expected.json'], project)), []);
  });

for (const [title, node] of Object.entries(nodes))
  test(`${title} runs the command line`, async () => {
    const { version } = packages.find(({ manifest }) => manifest.name === 'resite')!.manifest;
    assert.equal(await run(node, [join('node_modules', '.bin', 'resite'), '--version'], project), `${version}\n`);
  });

longTest(
  'declarations and the examples of READMEs are right for a strict compiler that looks into the packages, too',
  compileConsumer,
);

async function compileConsumer() {
  const consumer = packages
    .flatMap(one => one.offered)
    .map((specifier, index) => {
      const [names, type] = specifier.endsWith('.json')
        ? [`all${index}`, " with { type: 'json' }"]
        : [`* as all${index}`, ''];
      return `import ${names} from '${specifier}'${type};\nconsole.log(all${index});\n`;
    });
  writeFileSync(join(project, 'consumer.ts'), consumer.join(''));
  for (const [name, examples] of readmeExamples())
    for (const [index, { code }] of examples.entries())
      writeFileSync(join(project, `readme-${name}-${index}.ts`), code);
  const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, types: [] };
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  assert.equal(await run(process.execPath, [compiler, '--singleThreaded'], project), '');
}

for (const [title, node] of Object.entries(nodes)) {
  for (const [name, examples] of isLong || node === oldest ? sampleOf([...readmeExamples()], 4) : [])
    test(`${title}: the examples in the README of ${name} print what it says`, async () => {
      const place = join(project, title, name);
      mkdirSync(place, { recursive: true });
      for (const { code, prints } of examples) {
        writeFileSync(join(place, 'example.mts'), code);
        const output = await run(node, ['example.mts'], place);
        if (prints !== undefined) assert.equal(output, prints);
      }
    });

  longTest(`${title}: what the README tells to type does what it says`, t => {
    const path = [join(project, 'node_modules', '.bin'), dirname(node)];
    return runBlocks(t, shellBlocks(readFileSync(join(root, 'README.md'), 'utf8')), path);
  });
}

/** Its modules, as somebody might try to import them. */
function internalsOf({ folder, manifest: { name } }: Installed): string[] {
  return globSync('src/**/*.js', { cwd: folder }).flatMap(file => {
    const module = file.replace(/^src\/(.*)\.js$/, '$1');
    return [`${name}/${file}`, `${name}/${module}`];
  });
}

/** What it prints. What it says when it fails is in the error. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const { stdout } = await promisify(execFile)(program, args, { cwd, env }).catch(error => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}
