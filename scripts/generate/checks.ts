import { adviseOn } from '../../packages/resite/src/remedies.ts';
import { type CheckDefinition, checkTable, type Phase } from '../../packages/site/src/index.ts';
import { markdownTable } from './markdown.ts';

const sections: readonly (readonly [phase: Phase, heading: string, text: string])[] = [
  ['backup', 'Before a backup', '`resite check S01` prints these, and `resite backup` begins with them.'],
  [
    'restore',
    'Before a restore',
    '`resite check S01 --restore --to BRANCH1` prints these, and `resite restore` begins with them. Nothing has been changed then.',
  ],
  [
    'revival',
    'After a restore',
    'The fourteen signs of a working site. `resite restore` waits for them at its end. Until its deadline a sign that is missing is *not yet* there; from then on it has failed. The minutes count from when the services were started; `--wait` ends the waiting earlier. A rehearsal looks for those that show on the server.',
  ],
  [
    'host',
    'Of a host',
    '`resite doctor BRANCH1` prints these, step by step, until something is in the way. Those of the way to it are for the driver [`windows`](windows.md).',
  ],
];

export function checksPage(): string {
  return `# Checks

Every check has an ID, by which \`--json\` and reports name it, and a source: an article of Microsoft's Knowledge Base
(\`Q…\`), the SMS Resource Guide, or Resite itself.

- **error**: nothing is begun, or the site does not work yet. The exit code is that of the [code](errors.md) in the table.
- **warning**: it goes on. Read what it says.
- **info**: good to know.

\`--report check.html\` also writes a page to print or to keep; \`.md\` and \`.json\` do it in other formats. \`backup\` and
\`restore\` have the option as well.

To see a check find something: \`resite lab fault lab ID\` produces its fault in a [lab](lab.md).

${sections.map(([phase, heading, text]) => section(phase, heading, text)).join('\n\n')}

Next: [From the article to Resite](q138347.md)
`;
}

function section(phase: Phase, heading: string, text: string): string {
  const checks: [string, CheckDefinition][] = Object.entries(checkTable).filter(([, { phases }]) =>
    phases.includes(phase),
  );
  const signs = phase === 'revival';
  const sorted = signs ? checks.toSorted(([, a], [, b]) => (a.sign ?? 0) - (b.sign ?? 0)) : checks;
  const rows = sorted.map(([id, check]) => [
    ...(signs ? [check.sign === undefined ? '' : `${check.sign}`] : []),
    `\`${id}\``,
    `${check.severity}${check.severity === 'error' ? `, \`${check.code ?? 'CHECK_FAILED'}\`` : ''}`,
    escapeMarkup(`${check.title}. Wanted: ${check.wanted}.`),
    ...(signs ? [deadlineOf(check)] : []),
    escapeMarkup(adviseOn(check)),
    check.source,
  ]);
  const head = ['ID', 'severity', 'what is wanted', ...(signs ? ['deadline'] : []), 'what to do', 'source'];
  return `## ${heading}\n\n${text}\n\n${markdownTable([...(signs ? ['sign'] : []), ...head], rows)}`;
}

/** A server that does not answer may always come back. */
function deadlineOf({ minutes }: CheckDefinition): string {
  if (minutes === undefined) return '';
  return minutes === 0 ? 'at once' : `${minutes} min`;
}

/** Outside of code, what stands in angle brackets would be taken for HTML, and pairs of asterisks for emphasis. */
function escapeMarkup(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*');
}
