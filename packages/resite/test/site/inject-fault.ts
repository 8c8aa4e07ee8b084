/**
 * Loaded into `resite` before its main program (`node --import`): does what RESITE_TEST_FAULT says at an exact place
 * of the run. The program itself knows nothing of it.
 */
import { Journal, ServiceRecords, StepRecords } from '@resite/procedure/journal';
import type { Fault } from './fault.ts';
import { killOwnGuardians } from './own-guardians.ts';

const { step, point, signal, guardian, again } = JSON.parse(process.env.RESITE_TEST_FAULT ?? '{}') as Fault;
/** Steps may be open side by side. */
let open = new Set<string>();
let struck = false;

const { takeOver } = Journal.prototype;
const { recordChange } = ServiceRecords.prototype;
const { begin, end } = StepRecords.prototype;

StepRecords.prototype.begin = function (run, begun) {
  begin.call(this, run, begun);
  open.delete('resume');
  open.add(begun.id);
  strike('begun', begun.id);
};

StepRecords.prototype.end = function (run, ended, state, outcome) {
  strike('acted', ended.id);
  open.delete(ended.id);
  end.call(this, run, ended, state, outcome);
};

ServiceRecords.prototype.recordChange = function (...change) {
  recordChange.apply(this, change);
  strike('progress');
};

Journal.prototype.takeOver = function (...run) {
  const taken = takeOver.apply(this, run);
  open = new Set(['resume']);
  strike('begun', 'resume');
  return taken;
};

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write;
  stream.write = function (this: typeof stream, ...args: Parameters<typeof write>) {
    const written = write.apply(this, args);
    const text = String(args[0]);
    if (text.includes('"message_type":"status"')) strike('progress');
    if (again === true && text.includes('Ending cleanly')) process.kill(process.pid, signal);
    return written;
  } as typeof write;
}

function strike(here: Fault['point'], at?: string): void {
  if (struck || point !== here || (at === undefined ? !open.has(step) : at !== step)) return;
  struck = true;
  if (guardian === true) killOwnGuardians();
  if (signal !== undefined) process.kill(process.pid, signal);
}
