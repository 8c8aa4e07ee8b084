import { formatTime } from '@resite/errors';
import type { Section, State } from '@resite/errors/page';
import { prose } from '@resite/errors/prose';
import type { Check } from '@resite/site';
import { formatSeconds } from '../text.ts';
import type { ReportDocument } from './document.ts';

/** What both kinds of page show, in their order: what is wrong stands first, with what to do about it. */
export function sectionsOf({ checks, steps, remarks }: ReportDocument): Section[] {
  const wrong = checks.filter(({ ok }) => !ok);
  const good = checks.filter(({ ok }) => ok);
  const sections: Section[] = [
    {
      heading: 'What needs attention',
      columns: ['', 'Check', 'Found', 'Wanted', 'What to do', 'Source'],
      rows: wrong.map(check => ({
        state: stateOf(check),
        cells: [wordOf(check), check.title, check.found, prose(check.wanted), prose(check.remedy), check.source],
      })),
    },
    {
      heading: 'What was not restored, and what is left to you',
      columns: ['', 'What', 'What to do', 'Source'],
      rows: remarks.map(({ what, todo, source }) => ({
        state: 'info',
        cells: ['note', prose(what), prose(todo), source],
      })),
    },
    {
      heading: 'What was done',
      columns: ['', 'Step', 'On', 'Took', 'Source'],
      rows: steps.map(step => ({
        state: step.state === 'done' ? 'good' : step.state === 'failed' ? 'bad' : 'info',
        cells: [
          step.state,
          step.detail === undefined ? step.title : `${step.title}: ${step.detail}`,
          step.host,
          step.seconds === undefined ? '' : formatSeconds(step.seconds),
          step.source,
        ],
      })),
    },
    {
      heading: 'What is as it should be',
      columns: ['', 'Check', 'Found', 'Source'],
      rows: good.map(({ title, found, source }) => ({ state: 'good', cells: ['good', title, found, source] })),
    },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

/** The lines above the tables, by name. */
export function factsOf({ sites, created, facts }: ReportDocument): [name: string, value: string][] {
  return [
    [sites.length === 1 ? 'site' : 'sites', sites.join(', ')],
    ['report', formatTime(created)],
    ...Object.entries(facts),
  ];
}

const stateOf = ({ severity }: Check): State => (severity === 'error' ? 'bad' : severity);
const wordOf = ({ severity, state }: Check): string => (state === 'not-yet' ? `${severity}, not yet` : severity);
