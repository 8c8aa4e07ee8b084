import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLab, destroyLab, labSettled, labUp } from '@resite/lab';
import { until } from '../../packages/resite/test/support/hierarchy.ts';
import { knownToParent } from '../../packages/resite/test/support/windows-site/judge.ts';
import { makeResiteFolder } from '../../packages/resite/test/support/windows-site/resite-folder.ts';
import { startWindowsSite } from '../../packages/resite/test/support/windows-site/windows-site.ts';
import { describe, median } from '../repository/results.ts';
import { makeTree } from './lists.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '..', '..', 'packages', 'resite', 'src', 'main.ts');

/** Two sites that Resite can back up from its folder. */
interface World {
  readonly name: string;
  readonly cwd: string;
  close(): Promise<void>;
}

type Downtimes = Readonly<Record<'BRANCH1' | 'HQ1', number[]>>;

/** How long services are down for a backup that has an earlier one: as the runs themselves tell, on machines of the lab and on computers of smbd and Wine. */
export async function measureDowntimes(
  folder: string,
  { runs, files }: { runs: number; files: number },
): Promise<string[]> {
  const measured = new Map<string, Downtimes>();
  const worlds: World[] = [];
  mkdirSync(folder);
  try {
    for (const make of [lab, windows]) {
      const world = await make(join(folder, make.name), files);
      worlds.push(world);
      await backup(world);
      measured.set(world.name, { BRANCH1: [], HQ1: [] });
    }
    for (let round = 0; round < runs; round++) {
      for (const world of worlds) {
        const { BRANCH1, HQ1 } = await backup(world);
        measured.get(world.name)!.BRANCH1.push(BRANCH1);
        measured.get(world.name)!.HQ1.push(HQ1);
        console.error(`run ${round + 1} of ${runs}, ${world.name}: ${BRANCH1.toFixed(2)} s, ${HQ1.toFixed(2)} s`);
      }
    }
  } finally {
    for (const world of worlds) await world.close();
  }
  return table(measured, files);
}

async function backup({ cwd }: World): Promise<Readonly<Record<string, number>> & { BRANCH1: number; HQ1: number }> {
  const { stdout } = await run(process.execPath, [main, 'backup', 'S01', '--json'], { cwd, maxBuffer: 2 ** 26 });
  const events = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const ended = events.filter(event => event.message_type === 'downtime' && event.ended);
  return Object.fromEntries(ended.map(({ host, elapsed }) => [host, elapsed]));
}

async function lab(folder: string, files: number): Promise<World> {
  const machines = join(folder, 'lab');
  mkdirSync(folder);
  await createLab(machines, { sites: 1, clients: 2 });
  makeTree(join(machines, 'BRANCH1', 'C', 'SMS', 'FILES'), files);
  await labUp(machines, { exitWith: process.pid });
  await labSettled(machines);
  await run(process.execPath, [main, 'init', '--lab', 'lab'], { cwd: folder });
  return { name: 'lab', cwd: folder, close: () => destroyLab(machines) };
}

async function windows(folder: string, files: number): Promise<World> {
  const cwd = join(folder, 'resite');
  mkdirSync(cwd, { recursive: true, mode: 0o700 });
  const site = await startWindowsSite(folder);
  makeTree(join(site.branch.folder, 'C', 'SMS', 'FILES'), files);
  await makeResiteFolder(cwd, site);
  await until('both sites are active', async () =>
    ['P01', 'S01'].every(code => knownToParent(site, code).status === 1),
  );
  return { name: 'windows, SMB 3, signed', cwd, close: site.stop };
}

function table(measured: ReadonlyMap<string, Downtimes>, files: number): string[] {
  const first = measured.get('lab')!;
  return [
    `A backup of a site with ${files} files more than its own, none of them changed. Downtime in seconds, median (from–to):`,
    '',
    '| driver | site | against the lab | parent | against the lab |',
    '| --- | --- | --- | --- | --- |',
    ...[...measured].map(([name, { BRANCH1, HQ1 }]) => {
      const ratio = (mine: number[], theirs: number[]) => (median(mine) / median(theirs)).toFixed(1);
      return `| ${name} | ${describe(BRANCH1)} | ${ratio(BRANCH1, first.BRANCH1)} | ${describe(HQ1)} | ${ratio(HQ1, first.HQ1)} |`;
    }),
  ];
}
