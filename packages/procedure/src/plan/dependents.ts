import { sameName, uniqueNames } from '@resite/registry/names';
import type { Procedure } from './procedure.ts';

/** Services of a host that belong to somebody else, and that the procedure stops only because they depend on the others. */
export function dependentsOn({ steps }: Pick<Procedure, 'steps'>, host: string): string[] {
  return uniqueNames(
    steps.flatMap(({ action }) =>
      action.type === 'record-services' && action.host === host ? (action.dependents ?? []) : [],
    ),
  );
}

export const isAmong = (names: readonly string[], { name }: { readonly name: string }): boolean =>
  names.some(each => sameName(each, name));

/** For the title of a step, behind "the services": nothing, or who else is meant. */
export function andDependents(dependents: readonly string[] | undefined): string {
  if (dependents === undefined) return '';
  return `, and ${dependents.join(', ')}, which ${dependents.length === 1 ? 'depends' : 'depend'} on them`;
}

/** What a person has to know who stops them by hand. */
export function dependentsByHand(dependents: readonly string[] | undefined): string {
  if (dependents === undefined) return '';
  const [first, ...more] = dependents;
  return more.length === 0
    ? `${first} belongs to somebody else: if it runs, note that and stop it all the same, or the services that it depends on do not stop.`
    : `${dependents.join(', ')} belong to somebody else: note which of them run and stop those all the same, or the services that they depend on do not stop.`;
}
