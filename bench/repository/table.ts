import { cpus } from 'node:os';
import type { Measurement } from './measure.ts';
import type { Program } from './programs.ts';
import { describe, median, type Results, type Row } from './results.ts';

/** Resite's wall time against restic's, at most. */
const aims: Record<string, number> = {
  'E first backup': 0.7,
  'E again, unchanged': 0.45,
  'E again, 1 % changed': 0.6,
  'E restore': 0.7,
  'E check, all data': 0.75,
  'A first backup': 0.75,
  'B first backup': 0.65,
  'A again, unchanged': 0.5,
  'A restore': 0.8,
  'B restore': 0.8,
  'A check, all data': 1,
  'B check, all data': 1,
};

interface Setting {
  runs: number;
  scale: number;
  programs: readonly Program[];
  notes: readonly string[];
}

/** All results in Markdown. */
export function printTable(results: Results, { runs, scale, programs, notes }: Setting): string {
  const names = programs.map(({ name }) => name);
  const heads = ['set', 'operation', ...names.map(name => `${name}, s: median (from–to)`), 'resite / restic', 'aim'];
  const more = ['CPU time, resite / restic', ...names.map(name => `${name}, peak MB`)];
  return `${[
    `${runs} runs of each in turn; scale ${scale}; ${cpus()[0]?.model.trim()}, ${cpus().length} cores; ${programs
      .map(({ name, version }) => `${name}: ${version}`)
      .join('; ')}.`,
    '',
    line([...heads, ...more]),
    line([...heads, ...more].map(() => '---')),
    ...results.rows.map(row => line(cells(row, names))),
    '',
    ...sizeLines(results),
    ...notes.map(note => `- ${note}`),
  ].join('\n')}\n`;
}

function cells({ set, operation, measured }: Row, names: string[]): string[] {
  const ratio = (pick: (measurement: Measurement) => number) => {
    const [ours, theirs] = [measured.get('resite'), measured.get('restic')];
    return ours && theirs ? (median(ours.map(pick)) / median(theirs.map(pick))).toFixed(2) : '–';
  };
  const each = (show: (measurements: Measurement[]) => string) =>
    names.map(name => (measured.has(name) ? show(measured.get(name)!) : '–'));
  return [
    set,
    operation,
    ...each(measurements => describe(measurements.map(({ wall }) => wall))),
    ratio(({ wall }) => wall),
    aims[`${set} ${operation}`]?.toFixed(2) ?? '–',
    ratio(({ cpu }) => cpu),
    ...each(measurements => median(measurements.map(({ memory }) => memory)).toFixed(0)),
  ];
}

function sizeLines({ sizes }: Results): string[] {
  return [...sizes].map(([set, bySet]) => {
    const shown = [...bySet].map(([name, bytes]) => `${name} ${(bytes / 1e6).toFixed(1)} MB`).join(', ');
    const [ours, theirs] = [bySet.get('resite'), bySet.get('restic')];
    return `- Repository after the first backup of ${set}: ${shown}${ours && theirs ? `; resite / restic ${(ours / theirs).toFixed(3)}` : ''}.`;
  });
}

const line = (parts: string[]) => `| ${parts.join(' | ')} |`;
