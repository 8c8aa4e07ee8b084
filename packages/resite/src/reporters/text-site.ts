import { plainProse } from '@resite/errors/prose';
import { renderHtml, renderMarkdown, renderText, renderTxt } from '@resite/procedure/runbook';
import type { Output } from '../output.ts';
import { type Checked, kinds } from '../report/verdict.ts';
import { formatSeconds, plural, printable, printableName } from '../text.ts';
import type { Line } from './line.ts';
import type { DemoEvent, SiteEvent } from './site-events.ts';
import { describeCheck, summaryOfChecks } from './text-checks.ts';
import { describeDoctor } from './text-doctor.ts';
import { describeDrift } from './text-drift.ts';
import { describeHistory } from './text-history.ts';
import { describeHostMemory } from './text-host-memory.ts';
import { describeIds } from './text-ids.ts';
import { indent, inLane } from './text-lane.ts';
import { describeReport } from './text-report.ts';
import { describeRuns } from './text-runs.ts';

type Streams = Pick<Output, 'out' | 'err'>;

/** An event of the commands for sites or of the demo, in lines. */
export function describeSiteEvent(
  event: Exclude<SiteEvent | DemoEvent, { message_type: 'status' }> & { label?: string },
  { out, err }: Streams,
): Line[] {
  switch (event.message_type) {
    case 'plan':
      return note(
        err.style('bold', `${kinds[event.kind]} of ${event.sites.join(', ')}: ${plural(event.steps.length, 'step')}`),
      );
    case 'step_started':
      return note(
        `${`${event.number}/${event.of}`.padStart(7)}  ${err.style('bold', inLane(event, event.title))}  ${err.style('dim', event.source)}`,
      );
    case 'step_finished': {
      const mark = {
        done: err.style('green', '✓'),
        skipped: err.style('dim', '·'),
        failed: err.style('red', '✗'),
        compensated: err.style('yellow', '↩'),
      };
      const line: Line = {
        to: event.state === 'failed' ? 'warning' : 'note',
        text: `${event.label === undefined ? indent : `${event.label.padStart(7)}  `}${mark[event.state]} ${printable(inLane(event, event.detail))} ${err.style('dim', `(${formatSeconds(event.elapsed)})`)}`,
      };
      return [line];
    }
    case 'precheck':
      // The good ones are counted when the step ends; `resite check` shows them all.
      return event.check.ok
        ? []
        : [
            {
              to: event.check.severity === 'info' ? 'note' : 'warning',
              text: `${indent}${inLane(event, describeCheck(event.check, err.style))}`,
            },
          ];
    case 'service_state':
      return note(`${indent}${printableName(event.service)} on ${event.host}: ${event.was} → ${event.is}`);
    case 'expected_downtime':
      return []; // the end of the step says the same
    case 'downtime':
      return event.ended
        ? note(`${indent}${event.host} was down for ${err.style('bold', formatSeconds(event.elapsed))}`)
        : [];
    case 'warning':
      return [
        {
          to: 'warning',
          text: `${err.style('yellow', 'warning:')} ${printable(inLane(event, plainProse(event.text)))}`,
        },
      ];
    case 'procedure': {
      const render = { md: renderMarkdown, html: renderHtml, txt: renderTxt, text: renderText }[event.format];
      return result(...render(event.procedure).replace(/\n+$/, '').split('\n'));
    }
    case 'checks':
      return result(...event.checks.map(check => describeCheck(check, out.style)), summaryOfChecks(event, out.style));
    case 'doctor':
      return result(...describeDoctor(event, out.style));
    case 'drift':
      return result(...describeDrift(event.drift, out.style));
    case 'ids':
      return result(...describeIds(event, out.style));
    case 'report':
      return result(...describeReport(event.report, out.style, event.step_by_step === true));
    case 'runs':
      return result(...describeRuns(event.runs, event.rehearsals, out.style));
    case 'history':
      return result(...describeHistory(event, out.style));
    case 'resumed':
      return note(
        event.how === 'completed'
          ? `Run ${event.run_id} has come to its end.`
          : `Run ${event.run_id} is closed: every service is in its recorded state.`,
      );
    case 'host_memory':
      return result(...describeHostMemory(event));
    case 'chapter':
      return note('', err.style('bold', err.style('cyan', event.title)));
    case 'typed':
      return note('', `${err.style('dim', '$')} ${event.command}`);
    case 'proof':
      return result(
        ...event.proof.flatMap(({ claim, ok, found }) => [
          `${out.style(ok ? 'green' : 'red', ok ? '✓' : '✗')} ${claim}`,
          `    ${found}`,
        ]),
      );
    case 'demo_kept':
      return note(
        '',
        `The lab is up in ${event.folder}. Type:`,
        ...(event.bin === undefined ? [] : [`  export PATH=${shellWord(event.bin)}:$PATH`]),
        `  cd ${shellWord(event.folder)}`,
        '  resite lab status lab',
        '  resite status',
        '  resite snapshots S01',
        '  resite lab destroy lab     (when you have seen enough)',
      );
  }
}

/** Only the checks that are not good: what is left of them under `-q`. */
export function describeTrouble({ checks }: Pick<Checked, 'checks'>, { out }: Streams): Line[] {
  const trouble = checks.filter(({ ok, severity }) => !ok && severity !== 'info');
  return result(...trouble.map(check => describeCheck(check, out.style)));
}

/** As a shell takes it for one word. */
const shellWord = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const result = (...texts: string[]): Line[] => texts.map(text => ({ to: 'result', text }));
const note = (...texts: string[]): Line[] => texts.map(text => ({ to: 'note', text }));
