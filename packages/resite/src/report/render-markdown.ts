import { escapeMarkdown } from '@resite/errors/markdown';
import type { Cell, Section } from '@resite/errors/page';
import { markdownProse } from '@resite/errors/prose';
import type { ReportDocument } from './document.ts';
import { factsOf, sectionsOf } from './sections.ts';

export function renderReportMarkdown(document: ReportDocument): string {
  const { title, verdict } = document;
  return [
    `# ${escapeMarkdown(title)}`,
    '',
    `**${escapeMarkdown(verdict.text)}**`,
    '',
    ...factsOf(document).map(([name, value]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`),
    '',
    ...sectionsOf(document).flatMap(section => ['', ...renderSection(section)]),
    '',
  ].join('\n');
}

function renderSection({ heading, columns, rows }: Section): string[] {
  const line = (cells: readonly Cell[]) => `| ${cells.map(renderCell).join(' | ')} |`;
  return [
    `## ${heading}`,
    '',
    line(columns),
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.map(row => line(row.cells)),
  ];
}

const renderCell = (cell: Cell) =>
  typeof cell === 'string' ? escapeMarkdown(cell) : markdownProse(cell.prose).markdown;
