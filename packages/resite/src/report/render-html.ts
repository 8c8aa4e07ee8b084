import { escapeHtml } from '@resite/errors/html';
import type { ReportDocument } from './document.ts';
import { factsOf, type Section, sectionsOf } from './sections.ts';

/** One file that needs nothing else: no script, no picture, no font from elsewhere. It prints black on white. */
export function renderReportHtml(document: ReportDocument): string {
  const { title, verdict } = document;
  const facts = factsOf(document).map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="verdict ${verdict.ok ? 'good' : 'bad'}">${escapeHtml(verdict.text)}</p>
<dl>${facts.join('')}</dl>
${sectionsOf(document).map(renderSection).join('\n')}
</body>
</html>
`;
}

function renderSection({ heading, columns, rows }: Section): string {
  const head = columns.map(column => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map(
    ({ state, cells }) => `<tr class="${state}">${cells.map(cell => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<section>
<h2>${escapeHtml(heading)}</h2>
<table><thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table>
</section>`;
}

const style = `
body { font: 15px/1.45 system-ui, sans-serif; color: #1b1b1b; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.verdict { font-weight: 600; padding: .5rem .75rem; border-left: .4rem solid; }
.verdict.good { border-color: #2b7a3d; } .verdict.bad { border-color: #b3261e; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #ccc; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { font-weight: 600; white-space: nowrap; }
.good td:first-child { color: #2b7a3d; } .bad td:first-child { color: #b3261e; } .warning td:first-child { color: #8a5a00; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;
