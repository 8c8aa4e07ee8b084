import type { Output } from '../output.ts';
import { createJsonReporter, type Stamp } from './json.ts';
import type { Reporter } from './reporter.ts';

interface Options {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function createReporter(output: Output, stamp: Stamp, { json, quiet }: Options): Promise<Reporter> {
  if (json === true) return createJsonReporter(output, stamp);
  const { createTextReporter } = await import('./text-reporter.ts');
  return createTextReporter(output, { quiet: quiet === true });
}
