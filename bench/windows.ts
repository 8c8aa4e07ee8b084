/**
 * What the driver `windows` takes beside that of the lab: `node bench/windows.ts [--runs 5] [--files 30000] [--out bench] [--folder /tmp]`. Writes
 * windows.md. See README.md.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diskFiles, type Files } from '@resite/host';
import { windowsHost } from '@resite/host/windows';
import { type SmbServerKind, smbServerKinds } from '../scripts/servers/smb-configuration.ts';
import { startSmbServer } from '../scripts/servers/smb-server.ts';
import { describe, median } from './repository/results.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    files: { type: 'string', default: '30000' },
    out: { type: 'string', default: import.meta.dirname },
    folder: { type: 'string', default: tmpdir() },
  },
});
const runs = Number(options.runs);
const files = Number(options.files);
const perFolder = 100;
const words: Readonly<Record<SmbServerKind, string>> = {
  nt4: 'SMB 1',
  today: 'SMB 3, signed',
  encrypted: 'SMB 3, encrypted',
};
const folder = mkdtempSync(join(options.folder, 'resite-windows-'));
try {
  const measured = new Map<string, Seconds>();
  const closers: (() => Promise<void>)[] = [];
  try {
    const participants = await start(closers);
    for (const { name, files } of participants) {
      measured.set(name, { list: [], read: [] });
      await list(files);
    }
    for (let run = 0; run < runs; run++) {
      for (const { name, files } of participants) {
        const { list: lists, read: reads } = measured.get(name)!;
        lists.push(await seconds(() => list(files)));
        reads.push(await seconds(() => read(files)));
        console.error(
          `run ${run + 1} of ${runs}, ${name}: list ${lists.at(-1)!.toFixed(2)} s, read ${reads.at(-1)!.toFixed(2)} s`,
        );
      }
    }
  } finally {
    for (const close of closers.reverse()) await close();
  }
  const lines = table(measured);
  writeFileSync(join(options.out, 'windows.md'), `${lines.join('\n')}\n`);
  console.log(lines.join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Seconds {
  readonly list: number[];
  readonly read: number[];
}

interface Participant {
  readonly name: string;
  readonly files: Pick<Files, 'list' | 'read'>;
}

/** The same tree for each: on the disk of the lab, and behind each kind of server. */
async function start(closers: (() => Promise<void>)[]): Promise<Participant[]> {
  const lab = join(folder, 'lab');
  makeTree(join(lab, 'C'));
  const participants: Participant[] = [{ name: 'lab', files: diskFiles(lab) }];
  for (const kind of smbServerKinds) {
    const server = await startSmbServer(join(folder, kind), { kind });
    closers.push(server.stop);
    makeTree(join(server.folder, 'C'));
    const { address, user, password, computerName } = server;
    const host = windowsHost({
      ...{ name: computerName, address, user, password: () => password },
      ...(kind === 'nt4' ? { protocol: { min: 'NT1', max: 'NT1' }, ntlmV1: true } : {}),
    });
    closers.push(host.close);
    participants.push({ name: `windows, ${words[kind]}`, files: host.files });
  }
  return participants;
}

function makeTree(drive: string): void {
  const content = Buffer.alloc(2048, 'x');
  for (let number = 0; number < files / perFolder; number++) {
    const path = join(drive, 'SMS', String(number));
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < perFolder; file++) writeFileSync(join(path, `${file}.MIF`), content);
  }
}

/** All files, with their attributes and times. */
async function list(host: Pick<Files, 'list'>): Promise<void> {
  let found = 0;
  for (const { name } of await host.list('C:\\SMS')) found += (await host.list(`C:\\SMS\\${name}`)).length;
  if (found !== files) throw new Error(`${found} files of ${files}`);
}

/** One file of a hundred. */
async function read(host: Pick<Files, 'read'>): Promise<void> {
  for (let number = 0; number < files / perFolder; number++) await host.read(`C:\\SMS\\${number}\\7.MIF`);
}

async function seconds(action: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await action();
  return (performance.now() - began) / 1000;
}

function table(measured: ReadonlyMap<string, Seconds>): string[] {
  const lab = measured.get('lab')!;
  const ratio = (mine: number[], theirs: number[]) => (median(mine) / median(theirs)).toFixed(1);
  return [
    `${runs} runs of each in turn; ${files} files of 2 KB in folders of ${perFolder}; servers on this computer; ${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}. Seconds, median (from–to):`,
    '',
    '| driver | list all | aim | against the lab | read one file of a hundred | against the lab |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...measured].map(([name, { list, read }]) => {
      const aim = name === 'lab' ? '–' : '1.00';
      return `| ${name} | ${describe(list)} | ${aim} | ${ratio(list, lab.list)} | ${describe(read)} | ${ratio(read, lab.read)} |`;
    }),
  ];
}
