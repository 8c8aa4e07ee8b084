import { codes, defined, isResiteError, ResiteError } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import { workingFolder } from '@resite/filesystem/path-text';
import { CommanderError } from 'commander';
import type { RunCommand } from './commands/define.ts';
import { completeCommand } from './completion/complete-command.ts';
import type { Context } from './context.ts';
import { describeError, type ErrorDescription } from './error-description.ts';
import { watchInterruption } from './interruption.ts';
import { type OutputStream, openOutput } from './output.ts';
import { createProgram } from './program.ts';
import { hintOf, type Remedy, wordCheck, wordRemedy } from './remedies.ts';
import { createReporter } from './reporters/create-reporter.ts';
import type { CommandEvent } from './reporters/events.ts';
import { createStamp, type ExitError } from './reporters/json.ts';
import { unusableJournal } from './unusable-journal.ts';

/** Runs one command line and returns its exit code. `exact` gives what was typed to the byte, as far as Node has lost it. */
export async function run(typed: readonly string[], exact = (args: readonly string[]) => args): Promise<number> {
  // Looked up before the command line is understood, so that errors in it are printed as they should be.
  const json = typed.includes('--json');
  const output = openOutput({ color: !typed.includes('--no-color') });
  const stamp = createStamp();
  const atEnd: Context['atEnd'] = { servicesDown: () => [] };

  const runCommand: RunCommand = async (options, handler) => {
    const reporter = await createReporter(output, stamp, options);
    const interruption = watchInterruption(text => reporter.report({ message_type: 'note', text }));
    const waiting = new Set<string>();
    const emit: Context['emit'] = event => reporter.report(worded(event));
    const withoutJournal = async (error: Error) =>
      (await import('./commands/site/without-journal.ts')).worstWithoutJournal({ emit, options }, error);
    try {
      workingFolder(); // neither relative paths nor threads do without one
      await handler({ emit, options, signal: interruption.signal, waiting, atEnd });
    } catch (thrown) {
      const error = isResiteError(thrown, ...unusableJournal) ? await withoutJournal(thrown) : thrown;
      throw waiting.size === 0 ? error : namingRuns(error, waiting);
    } finally {
      interruption.stop();
      reporter.close();
    }
  };

  const failWith = (thrown: unknown): number => {
    const description = describeError(thrown);
    if (json) output.err.line(stamp(exitError(description)));
    else printError(description, output.err);
    return description.exitCode;
  };
  // An error that nothing waits for is a fault in Resite itself, and there is no telling what else it broke.
  const endWith = (fault: unknown) => process.exit(failWith(withServices(fault, atEnd.servicesDown())));
  process.once('uncaughtException', endWith);
  const endWaiting = () => endWith(new Error('the program waits for something that cannot come any more'));
  process.once('beforeExit', endWaiting);
  // Services that may be down win over every other exit code, however the program ends.
  process.once('exit', () => {
    if (atEnd.servicesDown().length > 0) process.exitCode = codes.SERVICES_NOT_RESTORED.exit;
  });

  try {
    const args = exact(typed);
    if (args[0] === completeCommand) {
      output.out.stream.write(await (await import('./completion/complete.ts')).complete(args.slice(1)));
      return 0;
    }
    const program = await createProgram(runCommand, args);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    return thrown instanceof CommanderError ? helpExitCode(thrown) : failWith(thrown);
  } finally {
    process.off('beforeExit', endWaiting);
  }
}

/** What the packages below leave to be worded, in words. */
function worded(event: CommandEvent): CommandEvent {
  if (event.message_type === 'precheck') return { ...event, check: wordCheck(event.check) };
  if (event.message_type === 'warning' && event.how !== undefined) {
    const { how, text, ...warning } = event;
    return { ...warning, text: `${text} ${wordRemedy(how as Remedy)}` };
  }
  if (event.message_type === 'checks' || event.message_type === 'doctor')
    return { ...event, checks: event.checks.map(wordCheck) };
  return event;
}

/** A fault that ends the program while services are down is worse than its code says. */
function withServices(fault: unknown, down: readonly string[]): unknown {
  if (down.length === 0) return fault;
  const message = fault instanceof Error ? fault.message : String(fault);
  return new ResiteError(
    'SERVICES_NOT_RESTORED',
    `a fault in Resite itself: ${message}. Down at that moment: ${down.join(', ')}`,
    { hint: 'The guardian of the run returns them. See in a minute: resite status', cause: fault },
  );
}

/** What a run that waits has left behind may be the very reason. */
function namingRuns(error: unknown, runs: ReadonlySet<string>): unknown {
  if (!isResiteError(error)) return error;
  const { code, message, cause } = error;
  const hint = hintOf(error);
  const unnamed = [...runs].filter(run => !`${message} ${hint}`.includes(`resite resume ${run}`));
  const lines = unnamed.map(run => `Run ${run} waits: resite resume ${run}`);
  return new ResiteError(code, message, { hint: [...lines, ...(hint === undefined ? [] : [hint])].join('\n'), cause });
}

function exitError({ exitCode, code, message, hint }: ErrorDescription): ExitError {
  return defined({ message_type: 'exit_error', code: exitCode, error: code, message, hint });
}

/** Errors whose messages are lists. A line end in another one comes from outside, and must not look like a line of ours. */
const severalLines: ReadonlySet<string> = new Set(['CONFIG_INVALID', 'KNOWN_IDS_INVALID', 'LAB_MACHINE_FAILED']);

function printError({ code, message, hint, details }: ErrorDescription, err: OutputStream): void {
  const lines = severalLines.has(code) ? message.split('\n') : [message];
  for (const [index, line] of lines.entries()) err.line(index === 0 ? `${err.style('red', 'resite:')} ${line}` : line);
  for (const line of hint?.split('\n') ?? []) err.line(`  ${plainProse(line)}`);
  err.line(err.style('dim', `  (${code})`));
  for (const line of details?.split('\n') ?? []) err.line(line);
}

/** Help and the version come as errors. Help that was not asked for stands in place of an error message. */
function helpExitCode({ code }: CommanderError): number {
  return code === 'commander.help' ? codes.USAGE.exit : 0;
}
