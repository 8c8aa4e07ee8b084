import type { GlobalOptions } from '../context.ts';
import type { Output } from '../output.ts';
import { createJsonReporter, type Stamp } from './json.ts';
import type { Reporter } from './reporter.ts';
import { createTextReporter } from './text-reporter.ts';

export function createReporter(output: Output, stamp: Stamp, { json, quiet }: GlobalOptions): Reporter {
  return json === true ? createJsonReporter(output, stamp) : createTextReporter(output, { quiet: quiet === true });
}
