import { userInfo } from 'node:os';
import { isSystemError } from '@resite/errors';

export interface CurrentUser {
  username: string;
  uid: number;
  gid: number;
}

/** Who runs this program; a number stands in for a user without a name, as there are in containers. */
export function currentUser(): CurrentUser {
  try {
    return userInfo();
  } catch (error) {
    if (!isSystemError(error, 'ERR_SYSTEM_ERROR')) throw error;
    const uid = process.getuid?.() ?? -1;
    return { username: String(uid), uid, gid: process.getgid?.() ?? -1 };
  }
}
