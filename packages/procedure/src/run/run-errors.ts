import { adviceOf, defined, isResiteError, ResiteError } from '@resite/errors';
import type { Execution } from '../execution/execution.ts';
import type { SiteLeftOut } from '../history/returned.ts';
import type { Procedure } from '../plan/procedure.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';

export function interrupted({ run, journal }: Execution, causes: readonly unknown[]): ResiteError {
  const changed = journal.hasChanged(run.id);
  const remedy: ProcedureRemedy | undefined =
    changed && run.procedure.kind === 'restore' ? { kind: 'carry-on-run', run: run.id } : undefined;
  return new ResiteError(
    'INTERRUPTED',
    `interrupted; ${changed ? 'every service is back in its recorded state' : 'nothing was changed'}`,
    defined({ remedy, cause: causes.length === 1 ? causes[0] : new AggregateError(causes) }),
  );
}

export function unsettled(run: string, first: readonly unknown[], unreturned: readonly unknown[]): ResiteError {
  // A step that could not return them has said the same already.
  const reasons = [...first.filter(error => !isResiteError(error, 'SERVICES_NOT_RESTORED')), ...unreturned];
  return new ResiteError('SERVICES_NOT_RESTORED', joined(reasons), {
    remedy: { kind: 'resume-to-return', run } satisfies ProcedureRemedy,
    cause: new AggregateError([...first, ...unreturned]),
  });
}

/** Some sites were saved and others not, or a snapshot lacks parts of its site. */
export function partial(
  procedure: Procedure,
  lost: ReadonlyMap<string, unknown>,
  leftOut: readonly SiteLeftOut[],
): ResiteError {
  if (lost.size === 0) return notWhole(leftOut);
  const reasons = [...lost].map(([site, error]) => `${site} was not backed up: ${messageOf(error)}`);
  const saved = procedure.sites.filter(site => !lost.has(site));
  const [before = { hint: 'Put the cause right.' }] = [...lost.values()]
    .map(adviceOf)
    .filter(({ hint, remedy }) => hint !== undefined || remedy !== undefined);
  return new ResiteError(
    'BACKUP_PARTIAL',
    `${[...reasons, ...lacks(leftOut)].join('; ')}. Backed up: ${saved.join(', ')}`,
    {
      remedy: { kind: 'back-up-rest', sites: [...lost.keys()], before } satisfies ProcedureRemedy,
      cause: lost.size === 1 ? [...lost.values()][0] : new AggregateError([...lost.values()]),
    },
  );
}

/** Snapshots were made of all sites; what they lack is named. */
function notWhole(leftOut: readonly SiteLeftOut[]): ResiteError {
  const sites = [...new Set(leftOut.map(({ site }) => site))];
  return new ResiteError('BACKUP_PARTIAL', lacks(leftOut).join('; '), {
    remedy: { kind: 'complete-backup', sites } satisfies ProcedureRemedy,
  });
}

/** `the snapshot of S01 lacks SMS.INI (Q138347 Backup 4d): it is in the root of no local drive` */
const lacks = (leftOut: readonly SiteLeftOut[]): string[] =>
  [...Map.groupBy(leftOut, ({ site }) => site)].map(
    ([site, parts]) => `the snapshot of ${site} lacks ${parts.map(({ text }) => text).join(', and ')}`,
  );

/** The first error, with what failed after it beside it. */
export function together(errors: readonly unknown[]): unknown {
  const [first] = errors;
  if (errors.length === 1) return first;
  return new ResiteError(isResiteError(first) ? first.code : 'INTERNAL', joined(errors), {
    ...adviceOf(first),
    cause: new AggregateError(errors),
  });
}

const joined = (errors: readonly unknown[]) => [...new Set(errors.map(messageOf))].join('; and then: ');

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
