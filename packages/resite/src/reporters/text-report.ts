import { defined, formatTime, shortId } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import type { Report } from '@resite/procedure';
import type { Style } from '../output.ts';
import { downtimeText } from '../report/downtime-text.ts';
import { verdictOfRun } from '../report/verdict.ts';
import { formatSeconds, plural, printable, printableName, table } from '../text.ts';
import { range } from './text-history.ts';
import { indent, inLane } from './text-lane.ts';

/** What a run did and what is left to do, with `isStepByStep` also every step of it. */
export function describeReport(report: Report, style: Style, isStepByStep: boolean): string[] {
  const { run, status, started, ended, steps, downtime, snapshot, resumable } = report;
  const { bySite = [], registryDifferences: differences = [] } = report;
  const { ids, parked, remarks = [], leftOut = [] } = report;
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
    ...leftOut.map(part => ['left out', `${bySite.length > 0 ? `${part.site}: ` : ''}${printable(part.text)}`]),
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
      ? [
          '',
          'Not restored, or left to you:',
          ...remarks.flatMap(({ what, todo }) => [`  - ${plainProse(what)}`, `    ${plainProse(todo)}`]),
        ]
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
