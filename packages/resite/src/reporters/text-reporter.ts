import type { Output } from '../output.ts';
import { formatSeconds, plural } from '../text.ts';
import type { CommandEvent } from './events.ts';
import { createEstimate, type Progress, progressOf } from './progress.ts';
import type { ProgressLine } from './progress-line.ts';
import type { Reporter } from './reporter.ts';
import { describeEvent } from './text-events.ts';
import { describeTrouble } from './text-site.ts';

/** Without a terminal, progress is reported so often, in milliseconds. */
const plainInterval = 10_000;

/** Lines for people: on a terminal with progress at the bottom, in a pipe without anything that moves. */
export async function createTextReporter(output: Output, { quiet }: { quiet: boolean }): Promise<Reporter> {
  const progressLine = quiet ? noProgress : await createProgress(output);
  const failedChecks = new Map<string | undefined, number>();
  const label = createLabels();
  let estimate = createEstimate();
  return {
    report(event) {
      const lane = 'lane' in event ? event.lane : undefined;
      const failed = failedChecks.get(lane) ?? 0;
      if (event.message_type === 'step_started') failedChecks.delete(lane);
      if (event.message_type === 'precheck' && !event.check.ok && event.check.severity === 'error')
        failedChecks.set(lane, failed + 1);
      const progress = progressOf(event);
      if (progress !== undefined) return progressLine.show(withTimeLeft(progress, estimate(progress.part)));
      if (event.message_type !== 'error') estimate = createEstimate();
      progressLine.hide();
      print(label(failed > 0 ? withoutReason(event, failed) : event), output, quiet);
    },
    close() {
      progressLine.hide();
    },
  };
}

/** Gives the end of a step its number where it does not stand right below its beginning: steps may be open side by side. */
function createLabels(): (event: CommandEvent) => CommandEvent & { label?: string } {
  const open = new Map<string, string>();
  let latest = '';
  return event => {
    if (event.message_type === 'step_started') {
      open.set(event.step_id, `${event.number}/${event.of}`);
      latest = event.step_id;
    }
    if (event.message_type !== 'step_finished') return event;
    const label = open.get(event.step_id);
    const isAlone = open.size === 1 && latest === event.step_id;
    open.delete(event.step_id);
    return isAlone || label === undefined ? event : { ...event, label };
  };
}

/** A step that ends on checks: each of them was shown, and the first will be shown once more as the error of the run. */
function withoutReason(event: CommandEvent, failedChecks: number): CommandEvent {
  if (event.message_type !== 'step_finished' || event.state !== 'failed') return event;
  return { ...event, detail: `${plural(failedChecks, 'check')} failed` };
}

function withTimeLeft(progress: Progress, seconds: number | undefined): Progress {
  if (seconds === undefined) return progress;
  return { ...progress, text: `${progress.text}, ${formatSeconds(Math.max(1, Math.round(seconds)))} left` };
}

function print(event: CommandEvent & { label?: string }, output: Output, quiet: boolean): void {
  const isChecks = quiet && (event.message_type === 'checks' || event.message_type === 'doctor');
  for (const { to, text } of isChecks ? describeTrouble(event, output) : describeEvent(event, output)) {
    if (to === 'note' && quiet) continue;
    (to === 'result' ? output.out : output.err).line(text);
  }
}

async function createProgress(output: Output): Promise<ProgressLine> {
  if (!output.err.isTerminal) return plainProgress(output);
  const { createProgressLine } = await import('./progress-line.ts');
  return createProgressLine(output.err);
}

const noProgress: ProgressLine = { show() {}, hide() {} };

function plainProgress({ err }: Output): ProgressLine {
  let last = Date.now();
  return {
    show(progress: Progress) {
      if (Date.now() - last < plainInterval) return;
      last = Date.now();
      err.line(`… ${progress.text}`);
    },
    hide() {},
  };
}
