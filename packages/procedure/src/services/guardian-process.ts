import { createInterface } from 'node:readline';
import { guard } from './guard.ts';
import type { FromGuardian, GuardianTask, ToGuardian } from './guardian-messages.ts';

/** The program of the guardian: lines of JSON in, of which the first one is its task, and lines of JSON out. */

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdout.on('error', () => {}); // nobody reads any more

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
if (first.done !== true) {
  await guard(JSON.parse(first.value) as GuardianTask, {
    say: (message: FromGuardian) => void process.stdout.write(`${JSON.stringify(message)}\n`),
    async hear() {
      const line = await lines.next();
      return line.done === true ? undefined : (JSON.parse(line.value) as ToGuardian);
    },
    patience: Number(process.env.RESITE_TEST_GUARDIAN_PATIENCE ?? 20_000),
  });
}
process.exit(); // a record that hangs with its disk must not keep it here
