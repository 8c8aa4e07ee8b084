import { defined, formatTime, shortId } from '@resite/errors';
import type { PastRehearsal, Report } from '@resite/procedure';
import { renderMarkdown, renderText } from '@resite/procedure/runbook';
import type { Check } from '@resite/site';
import type { Output, Style } from '../output.ts';
import { downtimeText } from '../report/downtime-text.ts';
import { type Checked, kinds, verdictOfChecks, verdictOfRun } from '../report/verdict.ts';
import { formatSeconds, plural, printable, printableName, table } from '../text.ts';
import type { Line } from './line.ts';
import type { DemoEvent, SiteEvent } from './site-events.ts';
import { describeDrift } from './text-drift.ts';
import { describeHistory, range } from './text-history.ts';
import { describeHostMemory } from './text-host-memory.ts';
import { describeIds } from './text-ids.ts';

type Streams = Pick<Output, 'out' | 'err'>;

const indent = '         ';

/** With the site in front where the procedure is about several. */
const inLane = ({ lane }: { lane?: string }, text: string) => (lane === undefined ? text : `${lane}: ${text}`);

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
      return [{ to: 'warning', text: `${err.style('yellow', 'warning:')} ${printable(inLane(event, event.text))}` }];
    case 'procedure': {
      const render = event.format === 'markdown' ? renderMarkdown : renderText;
      return result(...render(event.procedure).trimEnd().split('\n'));
    }
    case 'checks':
      return result(...event.checks.map(check => describeCheck(check, out.style)), summaryOfChecks(event, out.style));
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

function describeCheck({ ok, severity, title, found, wanted, remedy, source }: Check, style: Style): string {
  if (ok) return `${style('green', '✓')} ${title}: ${printableName(found)}`;
  const mark = { error: style('red', '✗'), warning: style('yellow', '!'), info: style('dim', 'i') }[severity];
  return `${mark} ${title}: found ${printableName(found)}, wanted ${printableName(wanted)}. ${remedy} ${style('dim', source)}`;
}

function summaryOfChecks(checked: Checked, style: Style): string {
  const { ok, text } = verdictOfChecks(checked);
  return style(ok ? 'green' : 'red', text);
}

function describeReport(report: Report, style: Style, isStepByStep: boolean): string[] {
  const { run, status, started, ended, steps, downtime, snapshot, resumable } = report;
  const { bySite = [], registryDifferences: differences = [] } = report;
  const { ids, parked, remarks = [] } = report;
  const color = status === 'done' ? 'green' : status === 'running' ? 'cyan' : 'red';
  const seconds = ended === undefined ? undefined : (Date.parse(ended) - Date.parse(started)) / 1000;
  const finished = steps.filter(step => step.state === 'done').length;
  const rows = [
    ['run', run],
    ['started', `${formatTime(started)}${seconds === undefined ? '' : `, ended after ${formatSeconds(seconds)}`}`],
    ['steps', `${finished} of ${steps.length} done`],
    ...(report.error === undefined
      ? []
      : [
          ['error', report.error.message],
          ['', `(${report.error.code})`],
        ]),
    ...(snapshot === undefined ? [] : [['snapshot', shortId(snapshot)]]),
    ...(report.provenance ?? []).map(words => ['signature', printableName(words)]),
    ...bySite.map(({ site: code, snapshot: made, failure }) =>
      made === undefined
        ? ['no snapshot', `${code}${failure === undefined ? '' : `: ${printableName(failure)}`}`]
        : ['snapshot', `${code} ${shortId(made)}`],
    ),
    ...(differences.length === 0
      ? []
      : [['registry', `${plural(differences.length, 'change')} while the services stopped: ${namesOf(differences)}`]]),
    ...(ids ?? []).map(({ what, was, is }) => ['IDs', `${what}: ${was} → ${is}`]),
    ...(parked === undefined
      ? []
      : [
          ['parked', `${plural(parked.files, 'file')} in ${parked.folder}`],
          ['', `to bring them back: stop the services of the site, ${parked.bringBack}, start them`],
        ]),
    ...downtime.map(each => {
      const { seconds: down, expected } = each;
      return ['downtime', `${downtimeText(each, status)}${expected === undefined ? '' : score(down, expected)}`];
    }),
    // What is left counts only where somebody can carry on: a step that nobody will do is not to be worried about.
    ...steps
      .filter(({ state }) => !isStepByStep && state !== 'done' && (state !== 'open' || resumable))
      .map(step => [step.state, inLane(step, step.title)]),
    ...(resumable ? [['next', `resite resume ${run}`]] : []),
  ];
  return [
    '',
    style('bold', style(color, verdictOfRun(report).text)),
    ...table(rows.map(([name = '', value = '']) => [`  ${name}`, value])),
    ...(status === 'done' && remarks.length > 0
      ? ['', 'Not restored, or left to you:', ...remarks.flatMap(({ what, todo }) => [`  - ${what}`, `    ${todo}`])]
      : []),
    ...(isStepByStep ? ['', ...describeSteps(steps, style)] : []),
  ];
}

function score(seconds: number, { usually, atMost }: { usually: number; atMost: number }): string {
  const verdict = seconds > atMost ? 'longer than' : seconds < usually ? 'shorter than' : 'as';
  return `, ${verdict} expected (${range(usually, atMost)})`;
}

/** The first few; `--json` has all. */
const namesOf = (names: readonly string[]) =>
  `${names.slice(0, 4).map(printableName).join(', ')}${names.length > 4 ? ', …' : ''}`;

function describeSteps(steps: Report['steps'], style: Style): string[] {
  const rows = steps.map(({ title, host, state, seconds, lane }, index) => [
    `${index + 1}`.padStart(4),
    state,
    seconds === undefined ? '' : formatSeconds(seconds),
    host,
    inLane(defined({ lane }), title),
  ]);
  return table(rows).flatMap((line, index) => {
    const detail = steps[index]?.detail;
    return detail === undefined ? [line] : [line, `${indent}${style('dim', printable(detail))}`];
  });
}

function describeRuns(runs: readonly Report[], rehearsals: readonly PastRehearsal[], style: Style): string[] {
  if (runs.length === 0) return ['No runs yet'];
  const rows = runs.map(report => [
    report.run,
    formatTime(report.started, 'second'),
    report.status,
    [report.snapshot, ...(report.bySite ?? []).map(({ snapshot }) => snapshot)]
      .flatMap(id => (id === undefined ? [] : shortId(id)))
      .join(' '),
    report.downtime.map(({ host, seconds }) => `${host} ${formatSeconds(seconds)}`).join(', '),
  ]);
  const [head = '', ...lines] = table([['Run', 'Started (UTC)', 'Status', 'Snapshot', 'Downtime'], ...rows]);
  return [
    style('bold', head),
    ...lines,
    ...runs
      .slice(-1)
      .flatMap(({ run, error }) =>
        error === undefined ? [] : [`${run} ended with: ${error.message} (${error.code})`],
      ),
    ...runs
      .filter(({ resumable }) => resumable)
      .map(({ run, status }) =>
        status === 'failed' || status === 'interrupted'
          ? style('yellow', `${run} can be carried on: resite resume ${run}`)
          : style('red', `${run} must be resumed: resite resume ${run}`),
      ),
    ...runs.flatMap(({ run, process }) =>
      process?.standsStill === true
        ? style('red', `${run}: its process ${process.number} hangs (stopped): resite resume ${run} --force`)
        : [],
    ),
    ...describeRehearsals(runs, rehearsals, style),
  ];
}

/** Of every site that was backed up, when somebody last saw that it can be brought back. */
function describeRehearsals(runs: readonly Report[], rehearsals: readonly PastRehearsal[], style: Style): string[] {
  const backups = runs.filter(({ kind, status }) => kind === 'backup' && status === 'done');
  const sites = backups.flatMap(report => report.sites);
  return [...new Set([...sites, ...rehearsals.map(({ site }) => site)])].sort().map(site => {
    const last = rehearsals.find(past => past.site === site);
    if (last === undefined) return style('yellow', `${site} was never rehearsed: resite rehearse ${site}`);
    const { ended, result: came, snapshot, seconds } = last;
    const words = `${site} last rehearsed ${formatTime(ended)}: ${came}, snapshot ${shortId(snapshot)} in ${formatSeconds(seconds)}`;
    return style(came === 'passed' ? 'green' : 'red', words);
  });
}

/** As a shell takes it for one word. */
const shellWord = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const result = (...texts: string[]): Line[] => texts.map(text => ({ to: 'result', text }));
const note = (...texts: string[]): Line[] => texts.map(text => ({ to: 'note', text }));
