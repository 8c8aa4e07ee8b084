import { isWithin } from '@resite/site/paths';
import {
  type AccessList,
  accessListOf,
  everyone,
  type Grant,
  inherited,
  isSameAccess,
} from '../../capture/access-list.ts';
import type { PermissionPoint } from '../../snapshot/manifest.ts';

/** What an account gets instead of what it has; nothing: it is named no more. */
export interface Change {
  readonly account: string;
  readonly grants: readonly Grant[];
}

/**
 * What has to change where the permissions of a site do, once all has been done for the `earlier` places; undefined for a list that cannot
 * be read. `others` says that there are entries of another kind, too.
 */
export function changesAt(
  point: PermissionPoint,
  earlier: readonly PermissionPoint[],
): { readonly changes: readonly Change[]; readonly others: boolean } | undefined {
  const list = listOf(point);
  if (list === undefined) return undefined;
  const before = listBefore(point, earlier);
  return {
    changes: changesOf(list, before),
    others: list.others.length > 0 && before?.others.join() !== list.others.join(),
  };
}

/** What the lines so far have made of it: CACLS gives no rights to whoever owns something. */
function listBefore(point: PermissionPoint, earlier: readonly PermissionPoint[]): AccessList | undefined {
  const above = earlier.findLast(({ path, type }) => type === 'directory' && isWithin(point.path, path));
  const list = above && listOf(above);
  return list && inherited(list, point.type, undefined);
}

const listOf = ({ securityDescriptor, type }: PermissionPoint) =>
  accessListOf(Buffer.from(securityDescriptor, 'base64'), type);

/** A new drive lets everyone do everything [NT]. */
function changesOf(list: AccessList, before: AccessList | undefined): Change[] {
  const named = [...list.grants, ...(before?.grants ?? [])].map(({ account }) => account);
  const accounts = new Set(before === undefined ? [...named, everyone] : named);
  const of = ({ grants }: AccessList, account: string) => grants.filter(grant => grant.account === account);
  return [...accounts]
    .map(account => ({ account, grants: of(list, account) }))
    .filter(({ account, grants }) => before === undefined || !isSameGrants(grants, of(before, account)));
}

const isSameGrants = (a: readonly Grant[], b: readonly Grant[]) =>
  isSameAccess({ grants: a, others: [], owner: undefined }, { grants: b, others: [], owner: undefined });
