import type { Output } from '../output.ts';
import { plural } from '../text.ts';
import type { CommandEvent } from './events.ts';
import { type Progress, progressOf } from './progress.ts';
import { createProgressLine, type ProgressLine } from './progress-line.ts';
import type { Reporter } from './reporter.ts';
import { describeEvent } from './text-events.ts';

/** Without a terminal, progress is told so often, in milliseconds. */
const plainInterval = 10_000;

/** Lines for people: on a terminal with progress at the bottom, in a pipe without anything that moves. */
export function createTextReporter(output: Output, { quiet }: { quiet: boolean }): Reporter {
  const progressLine = quiet
    ? noProgress
    : output.err.isTerminal
      ? createProgressLine(output.err)
      : plainProgress(output);
  let failedChecks = 0;
  return {
    report(event) {
      if (event.message_type === 'step_started') failedChecks = 0;
      if (event.message_type === 'precheck' && !event.check.ok && event.check.severity === 'error') failedChecks++;
      const progress = progressOf(event);
      if (progress !== undefined) return progressLine.show(progress);
      progressLine.hide();
      print(failedChecks > 0 ? withoutReason(event, failedChecks) : event, output, quiet);
    },
    close() {
      progressLine.hide();
    },
  };
}

/** A step that ends on checks: each of them was told, and the first will be told once more as the error of the run. */
function withoutReason(event: CommandEvent, failedChecks: number): CommandEvent {
  if (event.message_type !== 'step_finished' || event.state !== 'failed') return event;
  return { ...event, detail: `${plural(failedChecks, 'check')} failed` };
}

function print(event: CommandEvent, output: Output, quiet: boolean): void {
  for (const { to, text } of describeEvent(event, output)) {
    if (to === 'note' && quiet) continue;
    (to === 'result' ? output.out : output.err).line(text);
  }
}

const noProgress: ProgressLine = { show() {}, hide() {} };

function plainProgress({ err }: Output): ProgressLine {
  let last = Date.now();
  return {
    show({ text }: Progress) {
      if (Date.now() - last < plainInterval) return;
      last = Date.now();
      err.line(`… ${text}`);
    },
    hide() {},
  };
}
