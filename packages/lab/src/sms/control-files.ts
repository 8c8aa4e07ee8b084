import { readFile } from 'node:fs/promises';
import { isResiteError, isSystemError } from '@resite/errors';
import { sameName, upcase } from '@resite/registry/names';
import {
  fileDefinition,
  fileType,
  formatSiteControlFile,
  parseSiteControlFile,
  type SiteControlFile,
  type SiteControlRecord,
  siteAccount,
} from '@resite/site/site-control-file';
import { headOf } from './release.ts';

export const masterCopy = 'SITECTRL.CT0';

/** Undefined when there is none; `invalid` when it cannot be understood. */
export async function readControlFile(path: string): Promise<SiteControlFile | 'invalid' | undefined> {
  try {
    return parseSiteControlFile(await readFile(path), path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    if (isResiteError(error, 'SITE_CONTROL_FILE_INVALID')) return 'invalid';
    throw error;
  }
}

/** True when the file describes the site with this code in this directory; else it is renamed to `.714` (Q121683). */
export function describesSite(file: SiteControlFile, siteCode: string, root: string): boolean {
  try {
    const account = siteAccount(file);
    return sameName(account.siteCode, siteCode) && sameFolder(account.installDirectory, root);
  } catch (error) {
    if (isResiteError(error, 'SITE_CONTROL_FILE_INVALID')) return false;
    throw error;
  }
}

/**
 * The image as it is sent on: of another type and with the time of its making as its stamp. (Whether an ACTUAL image bears
 * the time of its making or that of the proposal it answers is not documented.)
 */
export function imageOf(file: SiteControlFile, type: 'actual' | 'proposed', comment: string): Buffer {
  const definition = { ...fileDefinition(file), fileType: fileType[type], comment, stamp: now(), posted: 1 };
  const records = file.records.map(record => (record.kind === 'file-definition' ? definition : record));
  return formatSiteControlFile({ ...file, records });
}

/** What a site of this build sends that has lost its master copy: it asks for a new one. */
export function requestNewFile(siteCode: string, parent: string, build: number): Buffer {
  const records: SiteControlRecord[] = [
    {
      kind: 'file-definition',
      fileType: fileType.transactions,
      comment: 'No master site control file',
      targetSite: parent,
      originatingSite: siteCode,
      stamp: now(),
      posted: 1,
    },
    { kind: 'transaction', type: 'RequestNewSCFile', persistent: 0, number: 0, string1: siteCode, string2: '' },
  ];
  return formatSiteControlFile({ ...headOf(build), records });
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function sameFolder(a: string, b: string): boolean {
  const tidy = (path: string) => upcase(path.replace(/\\+$/, ''));
  return tidy(a) === tidy(b);
}
