import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { upcase } from '@resite/registry/names';
import type { SiteControlFileDescription } from '../description.ts';
import { masterSiteControlFile } from '../profiles/sms-1x.ts';
import type { SiteControlFile } from '../site-control-file/model.ts';
import { parseSiteControlFile } from '../site-control-file/parse.ts';
import { fileDefinition, siteAccount } from '../site-control-file/records.ts';

/** The master site control file; without `file` when it is missing, and with a `problem` when it cannot be understood. */
export async function readSiteControlFile(
  host: Host,
  smsRoot: string,
): Promise<{ path: string; file?: SiteControlFile; problem?: string }> {
  const path = `${smsRoot}\\${masterSiteControlFile}`;
  if ((await host.files.stat(path))?.type !== 'file') return { path };
  try {
    const file = parseSiteControlFile(await host.files.read(path), path);
    fileDefinition(file);
    siteAccount(file);
    return { path, file };
  } catch (error) {
    if (isResiteError(error, 'SITE_CONTROL_FILE_INVALID')) return { path, problem: error.message };
    throw error;
  }
}

/** What a description of the site keeps of it: nothing that is encrypted. */
export function describeSiteControlFile(path: string, file: SiteControlFile): SiteControlFileDescription {
  const { fileType, stamp } = fileDefinition(file);
  const account = siteAccount(file);
  return {
    path,
    build: file.build,
    syntax: file.syntax,
    fileType,
    stamp,
    siteType: account.siteType,
    siteCode: upcase(account.siteCode),
    parentSiteCode: upcase(account.parentSiteCode),
    siteServer: account.siteServer,
    siteServerDomain: account.siteServerDomain,
    siteName: account.siteName,
    installDirectory: account.installDirectory,
    serviceAccountDomain: account.serviceAccountDomain,
  };
}
