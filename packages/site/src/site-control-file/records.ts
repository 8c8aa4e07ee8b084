import { ResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import type { FileDefinition, SiteAccount, SiteControlFile, SiteControlRecord } from './model.ts';

type RecordOf<Kind extends SiteControlRecord['kind']> = Extract<SiteControlRecord, { kind: Kind }>;

/** All records of one kind, in file order. */
export function recordsOf<Kind extends SiteControlRecord['kind']>(file: SiteControlFile, kind: Kind): RecordOf<Kind>[] {
  return file.records.filter((record): record is RecordOf<Kind> => record.kind === kind);
}

/** What the file is and when it was written; `SITE_CONTROL_FILE_INVALID` when the file does not say. */
export function fileDefinition(file: SiteControlFile): FileDefinition {
  return only(file, 'file-definition', 'BEGIN_FILE_DEFINITION');
}

/** The site itself; `SITE_CONTROL_FILE_INVALID` when the file (one with transactions only, say) does not describe it. */
export function siteAccount(file: SiteControlFile): SiteAccount {
  return only(file, 'site-account', 'BEGIN_SITE_ACCOUNT');
}

/** The number of a PROPERTY, by its name in any case; undefined when there is none. */
export function propertyNumber(file: SiteControlFile, name: string): number | undefined {
  return recordsOf(file, 'property').find(property => sameName(property.name, name))?.number;
}

function only<Kind extends 'file-definition' | 'site-account'>(
  file: SiteControlFile,
  kind: Kind,
  block: string,
): RecordOf<Kind> {
  const [record] = recordsOf(file, kind);
  if (record !== undefined) return record;
  throw new ResiteError('SITE_CONTROL_FILE_INVALID', `The site control file has no ${block}.`, {
    hint: 'A master copy (SITECTRL.CT0) describes the whole site; a file that carries only transactions does not.',
  });
}
