import {
  type Backend,
  initRepositoryOn,
  memoryBackend,
  type OpenedRepository,
  openRepositoryOn,
} from '@resite/repository';
import type { Time } from '../time/time.ts';
import { makeOnlooker } from './onlooker.ts';
import type { RepositoryCopy, SimulatedRepository, SnapshotContent, Visitor } from './simulated-repository.ts';

export type RepositoryFiles = ReadonlyMap<string, Buffer>;

const password = 'password';
/** The least that there is: nobody attacks it. */
const cheapest = { N: 2, r: 1, p: 1 };

/** The files of a repository in which nothing is yet. */
export async function makeEmptyRepository(): Promise<RepositoryFiles> {
  const files = new Map<string, Buffer>();
  await makeOnlooker().run(async () => {
    await (await initRepositoryOn(memoryBackend('', files), password, { kdf: cheapest })).close();
  });
  return files;
}

/** Packs, sealing, index and locks of the real engine on files in memory. Whoever works on it can die, wait or be refused at each file. */
export function engineRepository(empty: RepositoryFiles, time: Time): SimulatedRepository {
  const files = new Map(empty);
  return {
    async open(visitor) {
      const { process, location } = visitor;
      const gate = { isOpen: true };
      const backend = gated(memoryBackend(location, files), visitor, gate);
      // Another thread of this computer makes the key of the password.
      const opened = await time.outside(() => openRepositoryOn(backend, password, {}));
      gate.isOpen = false;
      await (process.state === 'dead' ? never : process.gate());
      return opened;
    },
    get snapshots() {
      return [...files.keys()].filter(path => path.startsWith(folder)).map(path => path.slice(folder.length));
    },
    copy: () => copyOf(new Map(files)),
    problems: () => look(files, async repository => (await repository.check({ readData: true })).problems),
  };
}

const folder = 'snapshots/';

const never = new Promise<never>(() => {});

function gated(backend: Backend, { before, after }: Visitor, gate: { isOpen: boolean }): Backend {
  const ask = async <T>(operation: string, action: () => Promise<T>): Promise<T> => {
    const way = gate.isOpen ? undefined : before(operation);
    if (way !== undefined) await way;
    return action();
  };
  const change = async (operation: string, name: string, action: () => Promise<void>): Promise<void> => {
    await ask(operation, action);
    if (!gate.isOpen) await after(operation, name);
  };
  return {
    ...backend,
    load: (type, name, range) => ask(`load ${type}`, () => backend.load(type, name, range)),
    list: type => ask(`list ${type}`, () => backend.list(type)),
    save: (type, name, parts) =>
      change(type === 'snapshots' ? 'commit' : `save ${type}`, name, () => backend.save(type, name, parts)),
    remove: (type, name) => change(`remove ${type}`, name, () => backend.remove(type, name)),
  };
}

const copyOf = (files: Map<string, Buffer>): RepositoryCopy => ({
  content: id =>
    look(files, async (repository): Promise<SnapshotContent> => {
      const snapshot = await repository.findSnapshot(id);
      const content = { snapshot, trees: new Map(), blobs: new Map() };
      await readTree(repository, snapshot.tree, content);
      return content;
    }),
});

async function readTree(
  repository: OpenedRepository,
  id: string,
  { trees, blobs }: { trees: Map<string, unknown>; blobs: Map<string, Buffer> },
): Promise<void> {
  const nodes = await repository.tree(id);
  trees.set(id, nodes);
  for (const node of nodes) {
    if (node.subtree !== undefined) await readTree(repository, node.subtree, { trees, blobs });
    for (const blob of node.content ?? []) {
      const pieces: Buffer[] = [];
      for await (const piece of repository.read({ ...node, content: [blob] })) pieces.push(piece);
      blobs.set(blob, Buffer.concat(pieces));
    }
  }
}

/** Opens what is in these files, where nobody waits for anything. */
function look<T>(files: Map<string, Buffer>, use: (repository: OpenedRepository) => Promise<T>): Promise<T> {
  const unlocked = new Map([...files].filter(([path]) => !path.startsWith('locks/'))); // the holders may be dead
  return makeOnlooker().run(async () => {
    const repository = await openRepositoryOn(memoryBackend('', unlocked), password);
    try {
      return await use(repository);
    } finally {
      await repository.close();
    }
  });
}
