import { parseArgs } from 'node:util';

const values = understand(process.argv.slice(2));
const isReplay = values.replay !== undefined;
const from = number('replay', values.replay) ?? number('from', values.from) ?? 1;
const seeds = isReplay ? 1 : (number('seeds', values.seeds) ?? 500);

const { simulate } = await import('./simulate.ts');
const { makeTemplate } = await import('./world/template.ts');
const template = await makeTemplate();
const began = performance.now();
const { disasters, violations } = await simulate(template, { from, seeds, isReplay, say: line => console.log(line) });
const seconds = (performance.now() - began) / 1000;
console.log(`${disasters} disasters, ${violations} violations, ${Math.round(disasters / seconds)} a second`);
process.exitCode = violations > 0 ? 1 : 0;

function understand(args: string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args, options: { seeds: text, from: text, replay: text } }).values;
  } catch (error) {
    refuse((error as Error).message);
  }
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  refuse(`--${option} takes a whole number, and not ${text}.`);
}

function refuse(message: string): never {
  console.error(`${message}\nnpm run simulate -- [--seeds N] [--from SEED] [--replay SEED]`);
  process.exit(2);
}
