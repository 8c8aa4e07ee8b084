import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError } from '@resite/errors';
import type { GuardianTask } from './guardian.ts';
import { Journal } from './journal.ts';
import { isAlive } from './process-identity.ts';
import { returnAllServices } from './return-all-services.ts';

/**
 * The program of the guardian. Its first line of input is its task; `dismiss` ends it; the end of input without that
 * means that the process which performs the run is dead.
 */

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdout.on('error', () => {}); // nobody reads any more

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const task = await lines.next();
if (task.done !== true) {
  const { folder, run, ward } = JSON.parse(task.value) as GuardianTask;
  const journal = new Journal(folder);
  process.stdout.write('ready\n');
  const word = await lines.next();
  if (word.done === true) await takeCharge(journal, run, ward);
  journal.close();
}

/** A host that does not answer, or a disk that is full, may be better in a while. */
async function takeCharge(journal: Journal, run: string, ward: string): Promise<void> {
  while (isAlive(ward)) await sleep(50); // the pipe is closed a moment before the process is gone
  for (const delay of [0, 1_000, 5_000, 30_000, 120_000]) {
    await sleep(delay);
    while (journal.run(run).alive) await sleep(200); // somebody resumes it
    try {
      const taken = journal.takeOver(run);
      if (taken === undefined) return;
      const failures = await returnAllServices(journal, taken);
      journal.end(run, failures.length === 0 ? 'interrupted' : 'unsettled');
      if (failures.length === 0) return;
    } catch (error) {
      if (!isResiteError(error, 'PROCEDURE_BUSY', 'DISK_FULL')) throw error;
    }
  }
}
