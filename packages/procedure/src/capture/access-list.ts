import { isResiteError } from '@resite/errors';
import { decodeDescriptor, formatSid } from '@resite/registry/security';

/** What an account is allowed or denied: rights on the folder or file itself, and on folders and files that are made in it. */
export interface Grant {
  /** Its SID, as `S-1-1-0`. */
  readonly account: string;
  readonly isDenied: boolean;
  readonly here: number;
  readonly folders: number;
  readonly files: number;
}

/** The access list of a folder or file by what it means: one grant for all entries of an account that allow, one for those that deny. */
export interface AccessList {
  readonly grants: readonly Grant[];
  /** Entries of other kinds, such as those that only the next level inherits. */
  readonly others: readonly string[];
  readonly owner: string | undefined;
}

export const everyone = 'S-1-1-0';
export const creatorOwner = 'S-1-3-0';
export const fullControl = 0x1f01ff;

/** Undefined for a descriptor that is damaged, or says nothing of who may do what. Nothing is made in a file. */
export function accessListOf(securityDescriptor: Uint8Array, type: 'directory' | 'file'): AccessList | undefined {
  const found = decode(securityDescriptor);
  if (found?.dacl === undefined) return undefined;
  const owner = found.owner && formatSid(found.owner);
  // No list at all lets everybody.
  if (found.dacl === null) return { grants: [allRights(everyone, type)], others: [], owner };
  const others: string[] = [];
  const grants: Grant[] = [];
  for (const { type: kind, flags, mask, sid } of found.dacl) {
    const account = formatSid(sid);
    if (kind > 1 || (flags & flag.noPropagate) !== 0)
      others.push([kind, flags & ~flag.inherited, mask, account].join(' '));
    else grants.push(grantOf(account, kind === 1, type === 'file' ? 0 : flags, specific(mask)));
  }
  return { grants: merge(grants), others: others.sort(), owner };
}

/** What Windows NT gives a folder or file that is made in the folder; `owner` is whose it is. */
export function inherited(list: AccessList, child: 'directory' | 'file', owner: string | undefined): AccessList {
  const isFile = child === 'file';
  const grants = list.grants.flatMap((grant): Grant[] => {
    const here = isFile ? grant.files : grant.folders;
    const below = isFile ? { folders: 0, files: 0 } : { folders: grant.folders, files: grant.files };
    if (grant.account !== creatorOwner) return [{ ...grant, here, ...below }];
    const own = owner === undefined ? [] : [{ ...grant, account: owner, here, folders: 0, files: 0 }];
    return [...own, { ...grant, here: 0, ...below }];
  });
  return { grants: merge(grants), others: list.others, owner };
}

/** Whether two lists let the same accounts do the same, whoever owns what they belong to. */
export function isSameAccess(a: AccessList, b: AccessList): boolean {
  return textOf(a) === textOf(b);
}

const textOf = ({ grants, others }: AccessList) =>
  JSON.stringify([
    grants
      .map(({ account, isDenied, here, folders, files }) => [account, isDenied, here, folders, files].join(' '))
      .sort(),
    others,
  ]);

const allRights = (account: string, type: 'directory' | 'file'): Grant =>
  grantOf(account, false, type === 'file' ? 0 : flag.files | flag.folders, fullControl);

const flag = { files: 1, folders: 2, noPropagate: 4, inheritOnly: 8, inherited: 0x10 };

/** Nobody logs on as the creator of something: what is for that one counts only where something is made. */
function grantOf(account: string, isDenied: boolean, flags: number, mask: number): Grant {
  const isHere = (flags & flag.inheritOnly) === 0 && account !== creatorOwner;
  return {
    account,
    isDenied,
    here: isHere ? mask : 0,
    folders: (flags & flag.folders) === 0 ? 0 : mask,
    files: (flags & flag.files) === 0 ? 0 : mask,
  };
}

function merge(grants: readonly Grant[]): Grant[] {
  return [...Map.groupBy(grants, ({ account, isDenied }) => `${isDenied} ${account}`).values()]
    .map(same => ({
      ...same[0]!,
      here: union(same.map(({ here }) => here)),
      folders: union(same.map(({ folders }) => folders)),
      files: union(same.map(({ files }) => files)),
    }))
    .filter(({ here, folders, files }) => (here | folders | files) !== 0);
}

const union = (masks: readonly number[]) => masks.reduce((all, mask) => all | mask, 0);

/** Generic rights as those of files ([MS-DTYP] 2.4.3, FILE_GENERIC_READ and so on). */
const generic = [
  [0x10000000, fullControl],
  [0x20000000, 0x1200a0],
  [0x40000000, 0x120116],
  [0x80000000, 0x120089],
] as const;

const specific = (mask: number) =>
  generic.reduce((bits, [from, to]) => ((mask & from) === 0 ? bits : bits | to), mask & 0x0fffffff);

function decode(securityDescriptor: Uint8Array) {
  try {
    return decodeDescriptor(securityDescriptor);
  } catch (error) {
    if (isResiteError(error, 'SDDL_INVALID')) return undefined;
    throw error;
  }
}
