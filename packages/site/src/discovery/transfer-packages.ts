import type { RegistryKey } from '@resite/registry';
import { findKey } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { readString, valueType } from '@resite/registry/values';

/** A share of this server that packages lie behind, by what SMS_DESPOOLER wrote down. */
export interface PackageShareName {
  readonly name: string;
  /** `W_P0100007` */
  readonly package: string;
}

/**
 * The shares that `Components\SMS_DESPOOLER\Transfer Packages` names: below a key for each package a key for each server that has
 * an image of it (Q199994), with the name of the share (Daniels, 1001 Secrets for Windows NT Registry, III-11). Entries of
 * packages that were removed stay (Q168569), so a share that is named need not be there. `servers` are names of this one.
 */
export function sharesOfPackages(key: RegistryKey, servers: readonly string[]): PackageShareName[] {
  const packages = findKey(key, 'Components\\SMS_DESPOOLER\\Transfer Packages')?.subkeys ?? [];
  return packages.flatMap(one =>
    one.subkeys
      .filter(({ name }) => servers.some(server => sameName(server, name)))
      .flatMap(({ values }) => values)
      .filter(({ name, type }) => type === valueType.string && /share/i.test(name))
      .flatMap(value => {
        const name = shareIn(readString(value), servers);
        return name === undefined ? [] : [{ name, package: one.name }];
      }),
  );
}

/** `APPS`, `APPS\EXCEL` and `\\BRANCH1\APPS` name the share APPS. */
function shareIn(text: string, servers: readonly string[]): string | undefined {
  const [, server, rest] = /^\\\\([^\\]+)\\(.+)$/.exec(text.trim()) ?? [];
  if (server !== undefined && !servers.some(name => sameName(name, server))) return undefined;
  const [name = ''] = (rest ?? text.trim()).split('\\');
  return name === '' ? undefined : name;
}
