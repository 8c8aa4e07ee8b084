import { upcase } from '@resite/registry/names';
import { type AccessList, accessListOf, inherited, isSameAccess } from '../capture/access-list.ts';
import { isWithin, snapshotPath, windowsPath } from '../capture/snapshot-path.ts';
import type { PermissionPoint, RootPermissions } from './manifest.ts';
import { isManifestPath } from './manifest-schema.ts';

/** Of a root, and of all; who reads a page at night types no more. */
const mostOfRoot = 20;
const mostInAll = 200;
/** Bytes: an access list with a hundred entries. */
const largest = 4096;

interface Found {
  readonly path: string;
  readonly type: PermissionPoint['type'];
  readonly securityDescriptor: Uint8Array;
}

/**
 * Where the permissions below some roots change: each root, and what does not have the permissions that its folder gives to what
 * is made in it. Shown are the entries of a tree in the order of `Repository.walk`.
 */
export class PermissionSurvey {
  readonly #roots: readonly { readonly root: string; readonly place: string }[];
  readonly #found = new Map<string, Found[]>();
  /** The folders that lead to what is shown next, with what their list is. */
  readonly #open: { readonly path: string; readonly list: AccessList | undefined }[] = [];
  readonly #lists = new Map<string, AccessList | undefined>();

  constructor(roots: readonly string[]) {
    this.#roots = roots.map(root => ({ root, place: upcase(snapshotPath(root)) }));
  }

  see(path: string, type: PermissionPoint['type'], securityDescriptor: Uint8Array | undefined): void {
    while (this.#open.length > 0 && !path.startsWith(`${this.#open.at(-1)!.path}/`)) this.#open.pop();
    const upper = upcase(path);
    const within = this.#roots.find(({ place }) => isWithin(upper, [place]));
    if (within === undefined) return;
    const { root, place } = within;
    const isRoot = upper === place;
    const above = isRoot ? undefined : this.#open.at(-1)?.list;
    const own = securityDescriptor && this.#listOf(securityDescriptor, type);
    const given = above && inherited(above, type, own?.owner);
    if (type === 'directory') this.#open.push({ path, list: own ?? given });
    if (securityDescriptor === undefined || own === undefined) return;
    if (given !== undefined && isSameAccess(own, given)) return;
    const found = this.#found.get(root) ?? [];
    this.#found.set(root, found);
    found.push({ path: isRoot ? root : windowsPath(path), type, securityDescriptor });
  }

  /** The outermost folders first, files last: what is done in this order is not undone by what follows. */
  result(): RootPermissions[] {
    let room = mostInAll;
    return this.#roots.flatMap(({ root }) => {
      const found = this.#found.get(root) ?? [];
      const points = found
        .filter(({ path, securityDescriptor }) => securityDescriptor.length <= largest && isManifestPath(path))
        .toSorted((a, b) => rank(a) - rank(b))
        .slice(0, Math.min(mostOfRoot, room))
        .map(({ path, type, securityDescriptor }) => ({
          path,
          type,
          securityDescriptor: Buffer.from(securityDescriptor).toString('base64'),
        }));
      room -= points.length;
      return found.length === 0 ? [] : [{ root, points, more: found.length - points.length }];
    });
  }

  /** Most of a tree has one of a few lists. */
  #listOf(securityDescriptor: Uint8Array, type: PermissionPoint['type']): AccessList | undefined {
    const key = `${type} ${Buffer.from(securityDescriptor).toString('latin1')}`;
    if (!this.#lists.has(key)) this.#lists.set(key, accessListOf(securityDescriptor, type));
    return this.#lists.get(key);
  }
}

const rank = ({ path, type }: Found) => (type === 'file' ? 1000 : 0) + path.split('\\').length;
