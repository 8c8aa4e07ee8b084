import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskFiles, type Files } from '@resite/host';
import { windowsHost } from '@resite/host/windows';
import { settingsOf } from '../../packages/host/test/support/windows-server.ts';
import { type SmbServerKind, smbServerKinds } from '../../scripts/servers/smb-configuration.ts';
import { startSmbServer } from '../../scripts/servers/smb-server.ts';
import { describe, median } from '../repository/results.ts';

const perFolder = 100;
const words: Readonly<Record<SmbServerKind, string>> = {
  nt4: 'SMB 1',
  today: 'SMB 3, signed',
  encrypted: 'SMB 3, encrypted',
};

interface Seconds {
  readonly list: number[];
  readonly read: number[];
}

interface Participant {
  readonly name: string;
  readonly files: Pick<Files, 'list' | 'read'>;
}

/** What it takes to list a tree, and to read some small files of it: from a disk as the lab's driver does, and from each kind of server. */
export async function measureLists(
  folder: string,
  { runs, files: count }: { runs: number; files: number },
): Promise<string[]> {
  const measured = new Map<string, Seconds>();
  const closers: (() => Promise<void>)[] = [];
  try {
    const participants = await start(folder, count, closers);
    for (const { name, files } of participants) {
      measured.set(name, { list: [], read: [] });
      await list(files, count);
    }
    for (let run = 0; run < runs; run++) {
      for (const { name, files } of participants) {
        const { list: lists, read: reads } = measured.get(name)!;
        lists.push(await seconds(() => list(files, count)));
        reads.push(await seconds(() => read(files, count)));
        console.error(
          `run ${run + 1} of ${runs}, ${name}: ${lists.at(-1)!.toFixed(2)} s, ${reads.at(-1)!.toFixed(2)} s`,
        );
      }
    }
  } finally {
    for (const close of closers.reverse()) await close();
  }
  return table(measured, count);
}

/** The same tree for each. */
async function start(folder: string, count: number, closers: (() => Promise<void>)[]): Promise<Participant[]> {
  const lab = join(folder, 'lab');
  makeTree(join(lab, 'C', 'SMS'), count);
  const participants: Participant[] = [{ name: 'lab', files: diskFiles(lab) }];
  for (const kind of smbServerKinds) {
    const server = await startSmbServer(join(folder, kind), { kind });
    closers.push(server.stop);
    makeTree(join(server.folder, 'C', 'SMS'), count);
    const host = windowsHost(settingsOf(server));
    closers.push(host.close);
    participants.push({ name: `windows, ${words[kind]}`, files: host.files });
  }
  return participants;
}

/** Files of 2 KB in folders of a hundred. */
export function makeTree(root: string, count: number): void {
  const content = Buffer.alloc(2048, 'x');
  for (let number = 0; number < count / perFolder; number++) {
    const path = join(root, String(number));
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < perFolder; file++) writeFileSync(join(path, `${file}.MIF`), content);
  }
}

/** All files, with their attributes and times. */
async function list(host: Pick<Files, 'list'>, count: number): Promise<void> {
  let found = 0;
  for (const { name } of await host.list('C:\\SMS')) found += (await host.list(`C:\\SMS\\${name}`)).length;
  if (found !== count) throw new Error(`${found} files of ${count}`);
}

/** One file of a hundred. */
async function read(host: Pick<Files, 'read'>, count: number): Promise<void> {
  for (let number = 0; number < count / perFolder; number++) await host.read(`C:\\SMS\\${number}\\7.MIF`);
}

async function seconds(action: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await action();
  return (performance.now() - began) / 1000;
}

function table(measured: ReadonlyMap<string, Seconds>, count: number): string[] {
  const lab = measured.get('lab')!;
  const ratio = (mine: number[], theirs: number[]) => (median(mine) / median(theirs)).toFixed(1);
  return [
    `${count} files of 2 KB in folders of ${perFolder}. Seconds, median (from–to):`,
    '',
    '| driver | list all | aim | against the lab | read one file of a hundred | against the lab |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...measured].map(([name, { list, read }]) => {
      const aim = name === 'lab' ? '–' : '1.00';
      return `| ${name} | ${describe(list)} | ${aim} | ${ratio(list, lab.list)} | ${describe(read)} | ${ratio(read, lab.read)} |`;
    }),
  ];
}
