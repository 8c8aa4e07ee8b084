import { visibleJson } from '@resite/errors/visible';
import type { Output } from '../output.ts';
import type { CommandEvent } from './events.ts';
import { encodeFileNames } from './file-names.ts';
import type { Reporter } from './reporter.ts';

/** An event as a line of JSON, with the format's version, its number in this run and the time. */
export type Stamp = (event: CommandEvent | ExitError) => string;

/** How an error ends the run; `code` is the exit code, as in restic, `error` the name of ours. */
export interface ExitError {
  message_type: 'exit_error';
  code: number;
  error: string;
  message: string;
  hint?: string;
}

export function createStamp(): Stamp {
  let seq = 0;
  return event => {
    const { message_type, ...rest } = event.message_type === 'exit_error' ? event : encodeFileNames(event);
    return visibleJson(
      JSON.stringify({ message_type, schema: 1, seq: seq++, time: new Date().toISOString(), ...rest }),
    );
  };
}

/** Progress is reported at most ten times a second. */
const progressInterval = 100;

/** One JSON object a line: errors on the error stream, as restic has them, everything else on the output. */
export function createJsonReporter({ out, err }: Output, stamp: Stamp): Reporter {
  let lastProgress = 0;
  return {
    report(event) {
      const isProgress = ['status', 'check_status', 'work_status'].includes(event.message_type);
      if (isProgress && Date.now() - lastProgress < progressInterval) return;
      if (isProgress) lastProgress = Date.now();
      (event.message_type === 'error' ? err : out).line(stamp(event));
    },
    close() {},
  };
}
