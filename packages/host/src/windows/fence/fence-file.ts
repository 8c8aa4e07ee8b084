import { isResiteError, ResiteError } from '@resite/errors';
import { closeOpenFile } from '@resite/msrpc/srvsvc';
import { isWindowsError } from '@resite/msrpc/status';
import type { Registry } from '../../host.ts';
import { openFilesAt } from '../files/open-files.ts';
import { placeOf } from '../files/share-place.ts';
import type { OpenFile } from '../session/protocol.ts';
import type { Session } from '../session/session.ts';
import { resiteFolder, systemRoot } from '../system-root.ts';

/** The file `RESITE\FENCE` below the system root, which one connection at a time can have open. */
export interface FenceFile {
  /** Undefined when somebody else has it open. */
  open(): Promise<OpenFile | undefined>;
  /** Does the server still let this instance use what it has opened? One round trip. */
  isHeld(file: OpenFile): Promise<boolean>;
  letGo(file: OpenFile): Promise<void>;
  /** Has the server close it to whoever has it open. `HOST_RIGHT` when this user may not. */
  takeFromHolder(): Promise<void>;
}

export function fenceFile(name: string, session: Session, registry: Pick<Registry, 'value'>): FenceFile {
  let path: Promise<string> | undefined;
  const needPath = async () => {
    path ??= makeFolder(session, registry);
    try {
      return await path;
    } catch (error) {
      path = undefined;
      throw error;
    }
  };

  const open = async (): Promise<OpenFile | undefined> => {
    const wanted = await needPath();
    try {
      return await session.ask('hold alone', [placeOf(wanted)], `hold ${wanted}`);
    } catch (error) {
      if (isResiteError(error, 'FILE_ACCESS', 'FILE_IN_USE')) return undefined;
      if (isResiteError(error, 'FILE_MISSING')) path = undefined; // somebody has removed the folder
      throw error;
    }
  };

  return {
    open,
    isHeld: file => session.ask('look whether it is still open', [file]),
    // what was lost already needs no closing
    letGo: async file => {
      if (await session.ask('look whether it is still open', [file])) await session.ask('close', [file]);
    },

    takeFromHolder: async () => {
      const srvsvc = session.rpc('srvsvc');
      const fence = await needPath();
      try {
        for (const { id } of await openFilesAt(srvsvc, fence)) await closeIfOpen(srvsvc, id);
      } catch (error) {
        if (!isWindowsError(error, 'ERROR_ACCESS_DENIED')) throw error;
        throw new ResiteError('HOST_RIGHT', `another run holds ${name}, and this user may not take it over`, {
          hint: 'Let the other run end. To take a host over, the user must be an administrator of it, or a server operator.',
          cause: error,
        });
      }
    },
  };
}

async function makeFolder(session: Session, registry: Pick<Registry, 'value'>): Promise<string> {
  const folder = resiteFolder(await systemRoot(registry));
  await session.ask('create the folder', [placeOf(folder)], `create the folder ${folder}`);
  return `${folder}\\FENCE`;
}

async function closeIfOpen(srvsvc: Parameters<typeof closeOpenFile>[0], id: number): Promise<void> {
  try {
    await closeOpenFile(srvsvc, id);
  } catch (error) {
    if (!isWindowsError(error, 'NERR_FileIdNotFound', 'ERROR_FILE_NOT_FOUND')) throw error;
  }
}
