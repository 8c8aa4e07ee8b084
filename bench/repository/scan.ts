/** Archives a tree of files that have metadata and no content, once or twice: `node scan.ts first|again <files> <repository>`. */
import {
  folderMode,
  formatRfc3339,
  initRepository,
  now,
  plainFileMode,
  type Source,
  type SourceEntry,
} from '../../packages/repository/src/index.ts';

const [what, files, location] = process.argv.slice(2) as [string, string, string];
const perFolder = 1000;
const modified = 1_700_000_000_000_000_000n;

interface Entry extends SourceEntry {
  number: number;
}

const common = { modified, accessed: modified, changed: modified, uid: 1000, gid: 1000, user: 'user', group: 'group' };
const source: Source<Entry> = {
  async roots() {
    return Array.from({ length: Math.ceil(Number(files) / perFolder) }, (_, number) => {
      return { ...common, number, name: Buffer.from(`folder${number}`), type: 'dir', mode: folderMode };
    });
  },
  async children({ number }) {
    return Array.from({ length: perFolder }, (_, index) => {
      const inode = BigInt(number * perFolder + index + 100);
      return {
        ...common,
        number,
        inode,
        name: Buffer.from(`file${index}`),
        type: 'file',
        mode: plainFileMode,
        size: 0n,
      };
    });
  },
  async *read() {},
};

const repository = await initRepository(location, 'a password for the bench');
for (let round = what === 'again' ? 2 : 1, parent: string | undefined; round > 0; round -= 1) {
  const { tree, summary } = await repository.archive(source, parent === undefined ? {} : { parent });
  const fields = { time: formatRfc3339(now()), tree, paths: ['/'], hostname: 'bench', username: 'bench', summary };
  parent = (await repository.commit(fields)).tree;
}
await repository.close();
