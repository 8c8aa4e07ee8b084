import type { AnyRemedy } from '@resite/errors';
import type { HostRemedy } from '@resite/host';
import type { LabRemedy } from '@resite/lab';
import type { ProcedureRemedy } from '@resite/procedure';
import type { RehearsalRemedy } from '@resite/rehearsal';
import type { Remedy as RepositoryRemedy, Waste } from '@resite/repository';
import type { Check } from '@resite/site';
import { ofHosts } from './remedies/of-hosts.ts';
import { ofProcedure } from './remedies/of-procedure.ts';
import { ofRepository } from './remedies/of-repository.ts';
import { ofSite } from './remedies/of-site.ts';
import type { ErrorAdvice, Words } from './remedies/words.ts';

/** What the packages below leave to be worded. */
export type Remedy = RepositoryRemedy | LabRemedy | HostRemedy | ProcedureRemedy | RehearsalRemedy;

export const remedyWords: Words<Remedy> = { ...ofRepository, ...ofHosts, ...ofSite, ...ofProcedure };

export function wordRemedy(remedy: Remedy): string {
  const words = remedyWords[remedy.kind];
  return typeof words === 'string' ? words : words(remedy as never, hintOf);
}

const wasteWords: Readonly<Record<Waste['kind'], (count: number) => string>> = {
  'unnamed-packs': count =>
    `packs that no index names: ${count}. A backup that was cut off leaves such packs. They do no harm; to remove them: resite repo prune`,
  'repeated-blobs': count =>
    `blobs that lie in more than one pack: ${count}. Backups at the same time leave such copies. They do no harm; to remove them: resite repo prune`,
  'packs-named-twice': count =>
    `packs that more than one index file names: ${count}. They do no harm; to put them in order: resite repo repair index`,
};

export const wordWaste = ({ kind, count }: Waste): string => wasteWords[kind](count);

/** What a person can do about an error. */
export function hintOf({ remedy, hint }: ErrorAdvice): string | undefined {
  const lines = [remedy && wordRemedy(remedy as Remedy), hint].filter(line => line !== undefined);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** A check as a person reads it, and as `--json` has it: all that can be done about it stands in `remedy`. */
export function wordCheck({ how, ...check }: Check): Check {
  return { ...check, remedy: adviseOn({ how, remedy: check.remedy }) };
}

/** What can be done about a finding, in one line. */
export function adviseOn({ how, remedy }: { readonly how?: AnyRemedy | undefined; readonly remedy: string }): string {
  if (how === undefined) return remedy;
  const words = wordRemedy(how as Remedy).replaceAll('\n', ' ');
  return remedy === '' ? words : `${words.replace(/(?<!\.)$/, '.')} ${remedy}`;
}
