/** Loaded into `resite` before its main program (`node --import`): a fault that nothing waits for, with the services stopped. */
import { Journal } from '@resite/procedure';

const { beginStep } = Journal.prototype;

Journal.prototype.beginStep = function (run, begun) {
  beginStep.call(this, run, begun);
  if (begun.id !== 'capture') return;
  setImmediate(() => {
    throw new Error('nobody thought of this');
  });
};
