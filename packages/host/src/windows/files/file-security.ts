import { ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { getFileSecurity, setFileSecurity } from '@resite/msrpc/srvsvc';
import { isWindowsError, WindowsStatus } from '@resite/msrpc/status';
import { securityInformation } from '@resite/msrpc/winreg';
import { refused } from '../../files/failure.ts';
import { placeOf } from './share-place.ts';

const { OWNER_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION, DACL_SECURITY_INFORMATION } = securityInformation;
/** What tells who may do what; what is audited is left alone. */
const parts = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

/** Undefined where the file system has none. `FILE_MISSING` when there is nothing at the path. */
export async function readFileSecurity(srvsvc: RpcBinding, path: string): Promise<Uint8Array | undefined> {
  const { share, path: below } = placeOf(path);
  try {
    return await getFileSecurity(srvsvc, share, belowShare(below), parts);
  } catch (error) {
    if (isWindowsError(error, 'ERROR_NOT_SUPPORTED')) return undefined;
    throw securityFailure('read the security of', path, error);
  }
}

/** Leaves alone what is so already, which not every server lets anybody set. */
export async function writeFileSecurity(srvsvc: RpcBinding, path: string, descriptor: Uint8Array): Promise<void> {
  const { share, path: below } = placeOf(path);
  const present = await readFileSecurity(srvsvc, path);
  if (present && Buffer.compare(present, descriptor) === 0) return;
  try {
    await setFileSecurity(srvsvc, share, belowShare(below), descriptor, parts);
  } catch (error) {
    throw securityFailure('set the security of', path, error);
  }
}

function securityFailure(doing: string, path: string, error: unknown): unknown {
  if (!(error instanceof WindowsStatus)) return error;
  if (error.windowsName !== 'ERROR_FILE_NOT_FOUND' && error.windowsName !== 'ERROR_PATH_NOT_FOUND')
    return refused(doing, path, error.message, error);
  return new ResiteError('FILE_MISSING', `cannot ${doing} ${path}: it does not exist`, { cause: error });
}

/** Samba wants it so, and Windows takes both kinds of slashes [NT]. */
function belowShare(path: string): string {
  return path.replaceAll('\\', '/');
}
