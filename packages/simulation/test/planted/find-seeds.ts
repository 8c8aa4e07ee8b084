import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { plant, wake } from './plant.ts';
import { planted } from './planted.ts';

/**
 * `npm run simulate:planted -- [--up-to SEED] [NAME ...]`: finds for each planted fault, or those whose names hold one of the words, the
 * first seed whose story finds it, and writes it into planted.ts. A seed that still finds its fault stays.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'up-to': { type: 'string' } } });
const upTo = Number(values['up-to'] ?? 2_000);
if (!Number.isInteger(upTo)) {
  console.error(`--up-to takes a whole number, and not ${values['up-to']}`);
  process.exit(2);
}
const list = new URL('./planted.ts', import.meta.url);

plant();
const { inventStory, makeTemplate, runStory } = await import('@resite/simulation');
const template = await makeTemplate();

const isMeant = (name: string) => positionals.length === 0 || positionals.some(word => name.includes(word));

for (const { name, seed } of planted.filter(fault => isMeant(fault.name))) {
  wake(name);
  const found = await firstThatBreaks([seed], range(1, upTo));
  console.log(`${found ?? `none up to ${upTo}`}: ${name}`);
  if (found === undefined) process.exitCode = 1;
  else if (found !== seed) await note(name, found);
}

async function firstThatBreaks(...seeds: Iterable<number>[]): Promise<number | undefined> {
  for (const some of seeds) {
    for (const seed of some) {
      const { violations } = await runStory(template, inventStory(seed));
      if (violations.length > 0) return seed;
    }
  }
  return undefined;
}

function* range(first: number, last: number): Generator<number> {
  for (let seed = first; seed <= last; seed++) yield seed;
}

/** The seed is on the line after the name. */
async function note(name: string, seed: number): Promise<void> {
  const text = await readFile(list, 'utf8');
  const start = text.indexOf(`name: '${name}'`);
  const rest = text.slice(start).replace(/seed: \d+/, `seed: ${seed}`);
  await writeFile(list, text.slice(0, start) + rest);
}
