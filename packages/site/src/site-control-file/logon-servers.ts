import { compareNames, uniqueNames, upcase } from '@resite/registry/names';
import { fileName } from '../paths.ts';
import type { SiteControlFile } from './model.ts';
import { recordsOf } from './records.ts';

/** Upper-case names of the logon servers that a site control file lists, sorted. */
export function logonServersOf(file: SiteControlFile): string[] {
  const names = recordsOf(file, 'domain').flatMap(({ logonServers }) =>
    logonServers.map(({ name }) => upcase(fileName(name))),
  );
  return uniqueNames(names).sort(compareNames);
}
