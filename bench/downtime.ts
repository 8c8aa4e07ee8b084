/**
 * Measures how long the services of a site, and of its parent, are down for a backup: by the article as it is written, by
 * restic between stop and start, and by Resite: `node bench/downtime.ts [--runs 5] [--scale 1] [--siblings 10]
 * [--out bench] [--folder /tmp]`. Writes downtime.md. See README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changeFiles } from './downtime/change-files.ts';
import { participants, resite } from './downtime/participants.ts';
import { makeWorld } from './downtime/world.ts';
import { describe, median } from './repository/results.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    siblings: { type: 'string', default: '10' },
    out: { type: 'string', default: import.meta.dirname },
    folder: { type: 'string', default: tmpdir() },
  },
});
const runs = Number(options.runs);
const scale = Number(options.scale);
const siblings = Number(options.siblings);
const folder = mkdtempSync(join(options.folder, 'resite-downtime-'));
try {
  const lines = [
    `${runs} runs of each in turn; scale ${scale}; ${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}.`,
    '',
    ...(await oneSite()),
    ...(siblings === 0 ? [] : ['', ...(await manySites())]),
  ];
  writeFileSync(join(options.out, 'downtime.md'), `${lines.join('\n')}\n`);
  console.log(lines.join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds that the site and its parent were down, run by run; and that all services of the site were stopped. */
interface Downtimes {
  readonly site: number[];
  readonly parent: number[];
  readonly allStopped: number[];
}

async function oneSite(): Promise<string[]> {
  const files = Math.max(100, Math.round(30_000 * scale));
  const bytes = Math.max(2 ** 20, Math.round(2 * 1024 ** 3 * scale));
  say(`building a site of ${files} files and ${Math.round(bytes / 2 ** 20)} MiB`);
  const world = await makeWorld(join(folder, 'one'), { sites: 1, files, bytes });
  try {
    const measured = new Map<string, Downtimes>();
    for (const { name, prepare } of participants) {
      say(`${name}: the backup that comes before`);
      await prepare(world);
      measured.set(name, { site: [], parent: [], allStopped: [] });
    }
    for (let run = 0; run < runs; run++) {
      changeFiles(world.machine('BRANCH1'), { part: 0.01, round: run });
      for (const { name, backup } of participants) {
        const { BRANCH1, HQ1 } = await world.downtimes(() => backup(world));
        const { site, parent, allStopped } = measured.get(name)!;
        site.push(BRANCH1!.seconds);
        parent.push(HQ1!.seconds);
        allStopped.push(BRANCH1!.allStopped);
        say(
          `run ${run + 1} of ${runs}, ${name}: BRANCH1 ${BRANCH1!.seconds.toFixed(2)} s, HQ1 ${HQ1!.seconds.toFixed(2)} s`,
        );
      }
    }
    return siteTable(measured, files, bytes);
  } finally {
    await world.destroy();
  }
}

function siteTable(measured: ReadonlyMap<string, Downtimes>, files: number, bytes: number): string[] {
  const ours = measured.get(resite.name)!;
  return [
    `One site of ${files} files and ${Math.round(bytes / 2 ** 20)} MiB, of which 1 % has changed. Downtime in seconds, median (from–to):`,
    '',
    '| backup | site | of that, all services stopped | parent | Resite / this, site | aim | Resite / this, all stopped |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...participants.map(({ name, aim }) => {
      const { site, parent, allStopped } = measured.get(name)!;
      const ratio = (mine: number[], theirs: number[]) =>
        name === resite.name ? '–' : (median(mine) / median(theirs)).toFixed(2);
      const figures = [site, allStopped, parent].map(describe).join(' | ');
      return `| ${name} | ${figures} | ${ratio(ours.site, site)} | ${aim ?? '–'} | ${ratio(ours.allStopped, allStopped)} |`;
    }),
  ];
}

async function manySites(): Promise<string[]> {
  say(`building ${siblings} sites`);
  const world = await makeWorld(join(folder, 'many'), { sites: siblings, files: 200, bytes: 4 * 2 ** 20 });
  try {
    const rows: { slowest: number; parent: number; alone: number }[] = [];
    await resite.prepare(world);
    for (let run = 0; run < runs; run++) {
      const { HQ1: alone } = await world.downtimes(() => world.resite('backup', 'S01'));
      const all = ['backup', '--all', '--parallel', String(siblings)];
      const { HQ1: parent, ...sites } = await world.downtimes(() => world.resite(...all));
      const slowest = Math.max(...Object.values(sites).map(({ seconds }) => seconds));
      rows.push({ slowest, parent: parent!.seconds, alone: alone!.seconds });
      say(`run ${run + 1} of ${runs}: slowest ${slowest.toFixed(2)} s, parent ${parent!.seconds.toFixed(2)} s`);
    }
    const ratios = rows.map(({ parent, slowest }) => parent / slowest);
    return [
      `${siblings} sites below one parent, all at once. Downtime in seconds, median (from–to):`,
      '',
      '| slowest site | parent | parent / slowest site | aim | parent, for one site alone |',
      '| --- | --- | --- | --- | --- |',
      `| ${[
        describe(rows.map(({ slowest }) => slowest)),
        describe(rows.map(({ parent }) => parent)),
        describe(ratios),
        '1.20',
        describe(rows.map(({ alone }) => alone)),
      ].join(' | ')} |`,
    ];
  } finally {
    await world.destroy();
  }
}

function say(text: string): void {
  console.error(text);
}
