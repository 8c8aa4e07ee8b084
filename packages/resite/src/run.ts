import type { Perform } from './commands/define.ts';
import { describeError } from './error-report.ts';
import { watchInterruption } from './interruption.ts';
import { openOutput } from './output.ts';
import { createProgram } from './program.ts';
import { createReporter } from './reporters/create-reporter.ts';
import { createStamp } from './reporters/json.ts';
import { printable } from './text.ts';

/** Runs one command line and returns its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  // Looked up before the command line is understood, so that errors in it are printed as they should be.
  const json = args.includes('--json');
  const output = openOutput({ color: !args.includes('--no-color') });
  const stamp = createStamp();

  const perform: Perform = async (options, handler) => {
    const reporter = createReporter(output, stamp, options);
    const interruption = watchInterruption(text => reporter.report({ message_type: 'note', text }));
    try {
      await handler({ emit: event => reporter.report(event), options, signal: interruption.signal });
    } finally {
      interruption.stop();
      reporter.close();
    }
  };

  try {
    await createProgram(perform).parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    const { exitCode, code, message, hint, details } = describeError(thrown);
    if (message === '') return exitCode;
    const { err } = output;
    if (json)
      err.line(stamp({ message_type: 'exit_error', code: exitCode, error: code, message, ...(hint && { hint }) }));
    else {
      err.line(`${err.style('red', 'resite:')} ${printable(message)}`);
      for (const line of hint?.split('\n') ?? []) err.line(`  ${printable(line)}`);
      err.line(err.style('dim', `  (${code})`));
    }
    if (details !== undefined) err.line(details);
    return exitCode;
  }
}
