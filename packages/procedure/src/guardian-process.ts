import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from './journal.ts';
import { returnAllServices } from './return-all-services.ts';

/**
 * The program of the guardian. Its first line of input names the journal's folder and the run; `dismiss` ends it;
 * the end of input without that means that the process which performs the run is dead.
 */

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { folder, run } = JSON.parse((await lines.next()).value ?? '{}') as { folder: string; run: string };
const journal = new Journal(folder);
process.stdout.on('error', () => {}); // nobody reads any more
process.stdout.write('ready\n');
const word = await lines.next();
if (word.done === true) await takeCharge();
journal.close();

async function takeCharge(): Promise<void> {
  while (journal.run(run).alive) await sleep(50); // the pipe is closed a moment before the process is gone
  if (journal.run(run).status !== 'running') return;
  journal.takeOver(run);
  for (const delay of [1_000, 5_000, 30_000, 120_000, 0]) {
    const failures = await returnAllServices(journal, journal.run(run));
    if (failures.length === 0) return journal.end(run, 'interrupted');
    await sleep(delay);
  }
  journal.end(run, 'unsettled');
}
