import { html } from '@resite/errors/html';
import { code, escapeMarkdown, markdown } from '@resite/errors/markdown';
import { renderDocument } from '@resite/errors/page';
import { markdownProse, plainProse } from '@resite/errors/prose';
import { visible } from '@resite/errors/visible';
import { leaseSeconds } from '../access/lease-seconds.ts';
import { trustText } from '../snapshot/trust-text.ts';
import { type Procedure, type Step, thisComputer } from './procedure.ts';
import { markdownToHtml } from './runbook-html.ts';
import { markdownToTxt } from './runbook-txt.ts';

/** The procedure as a page for a person: what is done, why, and how to do it without Resite. */
export function renderMarkdown(procedure: Procedure): string {
  const lines = [
    markdown`# ${procedure.title}`,
    '',
    markdown`Hosts: ${Object.keys(procedure.hosts).join(', ')}. Repository: ${code(procedure.repository.location)} (restic format).`,
    ...provenanceLines(procedure).map(escapeMarkdown),
    '',
    'Do the steps in this order. Each one says where it comes from. If one fails, stop there: the next ones rely on it.',
    '',
  ];
  if (procedure.remarks !== undefined) {
    lines.push(
      procedure.kind === 'backup' ? '## What is not saved' : '## What is not restored, and what is left to you',
      '',
    );
    for (const { what, todo, source } of procedure.remarks)
      lines.push(markdown`- ${markdownProse(what)} **Do:** ${markdownProse(todo)} (${source})`);
    lines.push('');
  }
  procedure.steps.forEach((step, index) => {
    lines.push(`## ${index + 1}. ${escapeMarkdown(titleOf(step))}`, '');
    lines.push(
      markdown`On ${step.host === thisComputer ? 'another computer' : step.host} · ${step.source}`,
      '',
      step.byHand,
      '',
    );
  });
  return lines.join('\n');
}

/** The same for Notepad of Windows NT, which shows neither Markdown nor line feeds without carriage returns. */
export const renderTxt = (procedure: Procedure): string => markdownToTxt(renderMarkdown(procedure));

/** The same as one file for a browser and its printer. */
export const renderHtml = (procedure: Procedure): string =>
  renderDocument(procedure.title, [html`<h1>${procedure.title}</h1>`, ...markdownToHtml(renderMarkdown(procedure))]);

/** One line a step, then what is left to a person. No name of something can make a line of its own. */
export function renderText(procedure: Procedure): string {
  const width = Math.max(...procedure.steps.map(step => step.host.length));
  const lines = procedure.steps.map(
    (step, index) => `${String(index + 1).padStart(3)}  ${step.host.padEnd(width)}  ${titleOf(step)}  [${step.source}]`,
  );
  const remarks = procedure.remarks ?? [];
  const left =
    remarks.length === 0 ? [] : ['', procedure.kind === 'backup' ? 'Not saved:' : 'Not restored, or left to you:', ''];
  return [
    visible(procedure.title),
    '',
    ...lines.map(visible),
    ...[...provenanceLines(procedure), ...leaseLines(procedure)].map(visible),
    ...left,
    ...remarks.flatMap(({ what, todo }) => [visible(`  - ${plainProse(what)}`), visible(`    ${plainProse(todo)}`)]),
    '',
  ].join('\n');
}

/** Whose snapshot it is, in a line. */
function provenanceLines({ trust }: Procedure): string[] {
  const text = trust && trustText(trust);
  return text === undefined ? [] : ['', `The snapshot is ${text}`];
}

/** What brings the services back when nothing is left of this computer. */
function leaseLines({ kind, hosts, steps }: Procedure): string[] {
  if (kind === 'rehearsal') return [];
  const stopped = steps.flatMap(({ action }) => (action.type === 'stop-services' ? [action.host] : []));
  const held = [...new Set(stopped)].filter(host => hosts[host]?.driver !== 'image');
  const lines = [...Map.groupBy(held, host => leaseSeconds(hosts[host]) / 60)].map(
    ([minutes, names]) =>
      `If this computer fails, these start their services by themselves ${minutes} minutes later: ${names.join(', ')}`,
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** With the site in front where the procedure is about several. */
const titleOf = ({ lane, title }: Step) => (lane === undefined ? title : `${lane}: ${title}`);
