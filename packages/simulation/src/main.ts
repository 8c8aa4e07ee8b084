import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';
import { makeTemplate } from './world/template.ts';

/** `npm run simulate -- [--seeds N] [--from SEED] [--replay SEED]` */
const { values } = parseArgs({
  options: { seeds: { type: 'string' }, from: { type: 'string' }, replay: { type: 'string' } },
});
const isReplay = values.replay !== undefined;
const from = number('replay', values.replay) ?? number('from', values.from) ?? 1;
const seeds = isReplay ? 1 : (number('seeds', values.seeds) ?? 500);

const template = await makeTemplate();
const began = performance.now();
const { disasters, violations } = await simulate(template, { from, seeds, isReplay, say: line => console.log(line) });
const seconds = (performance.now() - began) / 1000;
console.log(`${disasters} disasters, ${violations} violations, ${Math.round(disasters / seconds)} a second`);
process.exitCode = violations > 0 ? 1 : 0;

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${option} takes a whole number, and not ${text}`);
  process.exit(2);
}
