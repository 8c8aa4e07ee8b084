/** Run by `restore-as-user.test.ts` in an empty folder, by a user whom modes hold back: restores over what was restored. */
import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listExtendedAttributes } from '@resite/filesystem';
import { folderMode, localTarget, type RestoreOptions, type TreeNode } from '../src/index.ts';
import { makeMemoryRepository } from './memory-repository.ts';
import { type Folder, virtualSource } from './virtual-source.ts';

const folders = { readonly: 0o555, none: 0, noenter: 0o644, nolist: 0o311, writeonly: 0o200 };
const files = { plain: 0o644, readonly: 0o444, none: 0, writeonly: 0o200 };

const contents = () => Object.fromEntries(Object.keys(files).map(name => [name, `content of ${name}`]));
const tree: Folder = Object.fromEntries(
  Object.keys(folders).map(name => [name, { ...contents(), below: { ...contents() } }]),
);
const attributes = { extendedAttributes: [{ name: 'user.x', value: Buffer.from('y') }] };
const owner = { uid: process.getuid!(), gid: process.getgid!() };
const overrides = Object.fromEntries(
  Object.entries(folders).flatMap(([folder, mode]) =>
    [`/${folder}`, `/${folder}/below`].flatMap(path => [
      [path, { mode: folderMode - 0o755 + mode, ...attributes, ...owner }],
      ...Object.entries(files).map(([name, fileMode]) => [
        `${path}/${name}`,
        { mode: fileMode, ...attributes, ...owner },
      ]),
    ]),
  ),
);

const repository = await makeMemoryRepository();
const { tree: root } = await repository.archive(virtualSource(tree, overrides));
const target = join(process.cwd(), 'target');
const first = Object.keys(folders)[0]!;
const extra = join(target, first, 'extra');

/** Modes as they are, and what hides behind those that hide it. */
async function state(): Promise<object> {
  const found: Record<string, unknown> = {};
  const visit = async (nodes: readonly TreeNode[], folder: string): Promise<void> => {
    for (const node of nodes) {
      const path = join(folder, node.name.toString());
      const { mode } = lstatSync(path);
      found[path.slice(target.length)] = (mode & 0o7777).toString(8);
      chmodSync(path, 0o700);
      if (node.type === 'file') found[`${path.slice(target.length)} has`] = listExtendedAttributes(path);
      if (node.subtree !== undefined) await visit(await repository.tree(node.subtree), path);
      chmodSync(path, mode & 0o7777);
    }
  };
  await visit(await repository.tree(root), target);
  return found;
}

const outcomes: object[] = [];
const runs: (RestoreOptions & { before?: () => void })[] = [
  {},
  {},
  { overwrite: 'if-changed' },
  { overwrite: 'never' },
  {
    delete: true,
    before() {
      chmodSync(join(target, first), 0o755);
      mkdirSync(join(extra, 'inner'), { recursive: true });
      writeFileSync(join(extra, 'inner', 'file'), '');
      chmodSync(join(extra, 'inner'), 0o500);
      chmodSync(extra, 0o500);
    },
  },
  {
    before() {
      chmodSync(join(target, first), 0o755);
      chmodSync(join(target, first, 'plain'), 0o600);
      writeFileSync(join(target, first, 'plain'), 'something else');
      chmodSync(join(target, first, 'plain'), 0o444);
      chmodSync(join(target, first), 0o555);
    },
  },
];
for (const { before, ...options } of runs) {
  before?.();
  const { failed, deleted } = await repository.restore(root, localTarget(target, { restored: root }), options);
  outcomes.push({
    failed: failed.map(({ path, error }) => `${path}: ${error.message}`),
    deleted,
    state: await state(),
  });
}
await repository.close();
console.log(JSON.stringify(outcomes));
