/**
 * Loaded into `resite` before its main program (`node --import`): a fault of its own with the services stopped, of the kind
 * that RESITE_TEST_OWN_FAULT names.
 */
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { StepRecords } from '@resite/procedure/journal';

const faults: Readonly<Record<string, () => void>> = {
  throws: () => {
    setImmediate(() => {
      throw new Error('nobody thought of this');
    });
  },
  waits: () => {
    const never = () => new Promise<never>(() => {});
    Object.assign(files, { lstat: never, open: never, opendir: never, readdir: never, readFile: never, stat: never });
    syncBuiltinESMExports();
  },
};

const { begin } = StepRecords.prototype;

StepRecords.prototype.begin = function (run, begun) {
  begin.call(this, run, begun);
  if (begun.id === 'capture') faults[process.env.RESITE_TEST_OWN_FAULT ?? '']?.();
};
