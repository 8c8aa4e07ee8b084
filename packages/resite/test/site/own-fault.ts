/**
 * Loaded into `resite` before its main program (`node --import`): a fault of its own with the services stopped, of the kind
 * that RESITE_TEST_OWN_FAULT names.
 */
import { LabConnection } from '@resite/host/lab/connection';
import { Journal } from '@resite/procedure/journal';

const faults: Readonly<Record<string, () => void>> = {
  throws: () => {
    setImmediate(() => {
      throw new Error('nobody thought of this');
    });
  },
  waits: () => {
    LabConnection.prototype.request = () => new Promise(() => {});
  },
};

const { beginStep } = Journal.prototype;

Journal.prototype.beginStep = function (run, begun) {
  beginStep.call(this, run, begun);
  if (begun.id === 'capture') faults[process.env.RESITE_TEST_OWN_FAULT ?? '']?.();
};
