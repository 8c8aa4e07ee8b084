import type { RpcBinding } from '@resite/msrpc/binding';
import { enumerateOpenFiles, type OpenFile } from '@resite/msrpc/srvsvc';
import { upcase } from '@resite/registry/names';
import { parseWindowsPath } from '../../files/windows-path.ts';

/** Each time that somebody has this file open over the network. Samba names it by its own path: the drive is not compared. */
export async function openFilesAt(srvsvc: RpcBinding, path: string): Promise<OpenFile[]> {
  const ending = upcase(`\\${parseWindowsPath(path).names.join('\\')}`);
  const open = await enumerateOpenFiles(srvsvc);
  return open.filter(file => upcase(file.path.replaceAll('/', '\\')).endsWith(ending));
}
