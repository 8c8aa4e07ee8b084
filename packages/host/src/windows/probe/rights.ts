import { isResiteError } from '@resite/errors';
import { enumerateShares } from '@resite/msrpc/srvsvc';
import { isWindowsError } from '@resite/msrpc/status';
import { closeServiceHandle, managerAccess, openServiceManager } from '@resite/msrpc/svcctl';
import { closeKey, keyAccess, openKey } from '@resite/msrpc/winreg';
import { inRoot } from '../registry/open-key.ts';
import type { Session } from '../session/session.ts';

/** Something that an account must be allowed for a restore, and whether it is. */
export interface Right {
  /** As `create services`. */
  readonly to: string;
  readonly granted: boolean;
}

/** Opens what would be changed for changes, and closes it again. */
export async function rightsOf(session: Pick<Session, 'rpc'>): Promise<Right[]> {
  const [svcctl, winreg, srvsvc] = [session.rpc('svcctl'), session.rpc('winreg'), session.rpc('srvsvc')];
  const { SC_MANAGER_CONNECT, SC_MANAGER_CREATE_SERVICE, SC_MANAGER_ENUMERATE_SERVICE } = managerAccess;
  const manager = SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE | SC_MANAGER_ENUMERATE_SERVICE;
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    'create services': async () => closeServiceHandle(svcctl, await openServiceManager(svcctl, manager)),
    'change HKLM\\SOFTWARE': () =>
      inRoot(winreg, async root =>
        closeKey(winreg, await openKey(winreg, root, 'SOFTWARE', { access: keyAccess.KEY_WRITE })),
      ),
    'see the permissions of shares': () => enumerateShares(srvsvc),
  };
  const rights: Right[] = [];
  for (const [to, ask] of Object.entries(questions)) rights.push({ to, granted: await isGranted(ask) });
  return rights;
}

async function isGranted(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (isWindowsError(error, 'ERROR_ACCESS_DENIED') || isResiteError(error, 'HOST_RIGHT')) return false;
    throw error;
  }
}
