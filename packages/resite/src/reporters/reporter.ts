import type { GlobalOptions } from '../context.ts';
import type { Output } from '../output.ts';
import type { CommandEvent } from './events.ts';
import { createJsonReporter, type Stamp } from './json.ts';
import { createTextReporter } from './text-reporter.ts';

/** Tells the user what the commands say, each in its own form. */
export interface Reporter {
  report(event: CommandEvent): void;
  /** Takes away what should not stay on the screen. */
  close(): void;
}

export function createReporter(output: Output, stamp: Stamp, { json, quiet }: GlobalOptions): Reporter {
  return json === true ? createJsonReporter(output, stamp) : createTextReporter(output, { quiet: quiet === true });
}
