import { defined } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import {
  addShare,
  deleteShare,
  enumerateShares,
  setShareInfo,
  shareType,
  type Share as WindowsShare,
} from '@resite/msrpc/srvsvc';
import { sameName } from '@resite/registry/names';
import type { Share, Shares } from '../host.ts';
import { checkShare, refuseAdministrative } from '../registry/shares.ts';
import { createSerial } from '../serial.ts';

/** The shares of a running Windows computer, asked of its server service. `permit` is asked before each change. */
export function windowsShares(srvsvc: RpcBinding, permit: () => Promise<void> = async () => {}): Shares {
  const serial = createSerial();

  return {
    list: async () => {
      const shares = (await enumerateShares(srvsvc)).filter(isFolder);
      return shares.map(described).sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    },

    create: async share => {
      checkShare(share);
      await permit();
      await serial(() => createOrChange(srvsvc, share));
    },

    remove: async name => {
      refuseAdministrative(name);
      await permit();
      await serial(() => deleteIfAny(srvsvc, name));
    },
  };
}

/** The letters of the drives that are shared for administrators, in order: those that can be reached. */
export async function sharedDrives(srvsvc: RpcBinding): Promise<string[]> {
  const shares = (await enumerateShares(srvsvc, 2)).filter(isFolder);
  return shares.flatMap(({ name }) => /^([A-Z])\$$/i.exec(name)?.[1] ?? []).sort();
}

/** Neither a printer nor IPC$. */
function isFolder({ type }: WindowsShare): boolean {
  const { STYPE_TEMPORARY, STYPE_SPECIAL, STYPE_DISKTREE } = shareType;
  return (type & ~(STYPE_TEMPORARY | STYPE_SPECIAL)) === STYPE_DISKTREE;
}

function described({ name, path, comment, securityDescriptor }: WindowsShare): Share {
  return defined({ name, path, comment, securityDescriptor });
}

async function createOrChange(srvsvc: RpcBinding, share: Share): Promise<void> {
  const present = await find(srvsvc, share.name);
  if (!present) return addShare(srvsvc, share);
  const settings = defined({ ...share, name: present.name, maxUsers: present.maxUsers });
  const keepsAll = present.path === share.path && (share.securityDescriptor || !present.securityDescriptor);
  if (keepsAll) return setShareInfo(srvsvc, settings);
  // neither can the path be changed, nor a descriptor be taken away
  await deleteShare(srvsvc, present.name);
  await addShare(srvsvc, settings);
}

async function deleteIfAny(srvsvc: RpcBinding, name: string): Promise<void> {
  const present = await find(srvsvc, name);
  if (present) await deleteShare(srvsvc, present.name);
}

/** Among all of them: servers differ in what they say of a name that nothing has. */
async function find(srvsvc: RpcBinding, name: string): Promise<WindowsShare | undefined> {
  return (await enumerateShares(srvsvc)).find(share => sameName(share.name, name));
}
