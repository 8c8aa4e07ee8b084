import type { SharePath } from '../session/protocol.ts';
import { Failed, failWith } from './failure.ts';
import type { SmbClient } from './smb-client.ts';

/** Runs what is asked of a share; what the library says of a failure is made exact. `again` is false for what must not be begun twice. */
export type AnswerCheck = <Result>(place: SharePath, action: () => Result, again?: boolean) => Result;

/** Of a file or folder, whoever asks. Anything else may mean the connection, the user or the share. */
const plain = ['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ENOSPC', 'EDQUOT', 'EBUSY', 'ETXTBSY'];

/**
 * The library knows the errors of Unix alone: `EACCES` is a file that may not be read and a wrong password, `ENOENT` a missing file and a
 * missing share. So it is asked once more what it was: whether the host lets the user in, and whether there is such a share.
 */
export function createAnswerCheck(client: SmbClient, logOn: () => void): AnswerCheck {
  const seen = new Set<string>();

  const needShare = (share: string) => {
    if (seen.has(share)) return;
    try {
      client.stat(client.url({ share, path: '' }));
    } catch (error) {
      if (error instanceof Failed && error.failure.at === 'file' && error.failure.reason === 'ENOENT')
        failWith({ at: 'share', share });
      throw error;
    }
    seen.add(share);
  };

  /** What the library says when it has lost the connection and fails to make it anew, and of much else. */
  const unclear = 'EINVAL';

  const check = <Result>(place: SharePath, action: () => Result, again: boolean): Result => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Failed) || error.failure.at !== 'file') throw error;
      const { reason } = error.failure;
      if (reason === 'ENOENT') needShare(place.share);
      else if (!plain.includes(reason)) logOn();
      if (reason === unclear && again) return check(place, action, false);
      throw error;
    }
  };

  return (place, action, again = true) => check(place, action, again);
}
