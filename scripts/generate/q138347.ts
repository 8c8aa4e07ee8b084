import { planBackup, planRestore, type Step } from '../../packages/procedure/src/index.ts';
import { backupFacts, restoreFacts } from '../../packages/procedure/test/support/description.ts';
import { type CheckId, checkTable } from '../../packages/site/src/index.ts';
import { type Gap, gaps } from './gaps.ts';
import { markdownTable } from './markdown.ts';
import { sentences } from './sentences.ts';

/** The plans of an example: a site that is not in C:\SMS and has packages on two drives. */
export const plans = { backup: planBackup(backupFacts).steps, restore: planRestore(restoreFacts).steps };

type Part = keyof typeof plans;

/** What the article has one do, in a few words of ours. */
const articleSteps: readonly (readonly [part: Part, number: number, title: string])[] = [
  ['backup', 1, 'save the SMS key'],
  ['backup', 2, 'stop the services of the site'],
  ['backup', 3, 'stop those of the parent'],
  ['backup', 4, 'copy \\SMS, \\MS, \\SMS_PKGx and SMS.INI'],
  ['restore', 1, 'Windows NT Server as before, with the same names'],
  ['restore', 2, 'the SMS key'],
  ['restore', 3, 'directories and files; RUNSMS.BAT'],
  ['restore', 4, 'INSTSRV: SMS_SITE_CONFIG_MANAGER'],
  ['restore', 5, 'start the parent'],
];

/** The steps whose source is this step of the article, `a` to `e` included. */
export function stepsFor(part: Part, number: number): Step[] {
  const source = new RegExp(`Q138347 ${part === 'backup' ? 'Backup' : 'Restore'} ${number}(?![0-9])`);
  return plans[part].filter(step => source.test(step.source));
}

export interface Answer {
  readonly id: string;
  readonly what: string;
  readonly source: string;
}

/** The steps and checks that a gap names. Throws for one that does not exist. */
export function answersOf({ id, backup = [], restore = [], checks = [] }: Omit<Gap, 'gap' | 'answer'>): Answer[] {
  const step = (part: Part, name: string): Answer => {
    const found = plans[part].find(each => each.id === name);
    if (found === undefined) throw new Error(`${id} names the ${part} step ${name}, which the plan does not have`);
    return { id: name, what: `${part} step`, source: found.source };
  };
  const check = (name: string): Answer => {
    const found = Object.hasOwn(checkTable, name) ? checkTable[name as CheckId] : undefined;
    if (found === undefined) throw new Error(`${id} names the check ${name}, which does not exist`);
    return { id: name, what: 'check', source: found.source };
  };
  return [
    ...backup.map(name => step('backup', name)),
    ...restore.map(name => step('restore', name)),
    ...checks.map(check),
  ];
}

export function q138347Page(): string {
  const articleRows = articleSteps.map(([part, number, title]) => [
    `${part === 'backup' ? 'Backup' : 'Restore'} ${number}: ${title}`,
    stepsFor(part, number)
      .map(({ id, title: done }) => `\`${id}\` ${done}`)
      .join('<br>'),
  ]);
  const known = new Set(articleSteps.flatMap(([part, number]) => stepsFor(part, number)));
  const more = [...plans.backup, ...plans.restore].filter(step => !known.has(step));
  const moreRows = more.map(step => [
    plans.backup.includes(step) ? 'backup' : 'restore',
    `\`${step.id}\``,
    step.title,
    step.source,
  ]);
  const sentenceRows = sentences.map(sentence => [
    sentence.id,
    sentence.says,
    answersOf(sentence)
      .map(({ id, what }) => `${what} \`${id}\``)
      .join('<br>'),
    sentence.differs ?? '',
  ]);
  const gapRows = gaps.map(gap => [
    gap.id,
    gap.gap,
    gap.answer,
    answersOf(gap)
      .map(({ id, what, source }) => `${what} \`${id}\` (${source})`)
      .join('<br>'),
  ]);
  return `# From the article to Resite

Microsoft's article Q138347 is the contract: nine steps by which a secondary site of SMS 1.1 is saved and brought back. This
page is made from the plans and the table of checks themselves. The example is a site S01 on BRANCH1, below HQ1, in
\`${backupFacts.site.smsRoot}\`. \`resite plan backup\` and \`resite plan restore\` print the same for yours.

## The nine steps

${markdownTable(['Q138347', 'Resite does'], articleRows)}

## Sentence by sentence

Each sentence of the article in a few words of ours, what does it, and what is not done to the letter, and why.

${markdownTable(['Q138347', 'it says', 'done by', 'not to the letter'], sentenceRows)}

## Steps that the article does not have

${markdownTable(['in', 'step', 'what is done', 'why'], moreRows)}

## Where the article is silent, or at odds

Each gap is answered by a step or a check, which names where it comes from. What each check wants is in [Checks](checks.md).

${markdownTable(['', 'the gap', 'what Resite does', 'by'], gapRows)}

Next: [Checks](checks.md)
`;
}
