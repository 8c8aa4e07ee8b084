import type { Program } from './programs.ts';
import { median, type Results } from './results.ts';

const colours = ['#1f77b4', '#9a9a9a', '#d0a050'];
const [left, barHeight, gap, width] = [230, 12, 14, 900];

/** Bars of the median wall times, as SVG. */
export function drawPlot({ rows }: Results, programs: readonly Program[]): string {
  const longest = Math.max(
    ...rows.flatMap(row => [...row.measured.values()].map(all => median(all.map(one => one.wall)))),
  );
  const scale = (width - left - 70) / longest;
  const parts: string[] = [];
  let top = 40;
  for (const { set, operation, measured } of rows) {
    const there = programs.filter(({ name }) => measured.has(name));
    const middle = top + (there.length * barHeight) / 2 + 4;
    parts.push(`<text x="${left - 8}" y="${middle}" text-anchor="end">${set}: ${operation}</text>`);
    for (const { name } of there) {
      const seconds = median(measured.get(name)!.map(({ wall }) => wall));
      const colour = colours[programs.findIndex(program => program.name === name) % colours.length];
      const end = left + seconds * scale;
      parts.push(
        `<rect x="${left}" y="${top}" width="${(seconds * scale).toFixed(1)}" height="${barHeight - 2}" fill="${colour}"/>`,
      );
      parts.push(`<text x="${(end + 4).toFixed(1)}" y="${top + 9}" font-size="10">${seconds.toFixed(2)}</text>`);
      top += barHeight;
    }
    top += gap;
  }
  const legend = programs.map(
    ({ name }, number) =>
      `<rect x="${left + number * 100}" y="12" width="12" height="12" fill="${colours[number % colours.length]}"/>` +
      `<text x="${left + 18 + number * 100}" y="22">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" font-family="sans-serif" font-size="12">
<title>Wall time in seconds, median; shorter is better</title>
<rect width="${width}" height="${top}" fill="white"/>
${[...legend, ...parts].join('\n')}
</svg>
`;
}
