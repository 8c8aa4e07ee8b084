import type { RegistryKey } from '@resite/registry/keys';
import { findKey, findValue } from '@resite/registry/keys';
import { readDword, readString, valueType } from '@resite/registry/values';

/** What the registry says about the site; a part that it does not say is undefined. */
export interface Identification {
  readonly siteCode?: string;
  readonly parentSiteCode?: string;
  readonly siteServer?: string;
  readonly installDirectory?: string;
}

/**
 * Value names in the key `Identification`. Sources name only `Installation Directory` (Q191329) and `Site Server`
 * (Q153565) as they are stored; the others are known by what events call them (Q122179), so several spellings are read.
 */
export const identificationNames: Readonly<Record<keyof Identification, readonly string[]>> = {
  siteCode: ['Site Code', 'SiteCode'],
  parentSiteCode: ['Parent Site Code', 'ParentSiteCode', 'Parent Site'],
  siteServer: ['Site Server', 'SiteServer'],
  installDirectory: ['Installation Directory', 'Install Directory', 'InstallationDirectory', 'InstallDirectory'],
};

/** Reads `Identification` below the SMS key. Blank values count as not there. */
export function readIdentification(smsKey: RegistryKey): Identification {
  const found = Object.entries(identificationNames).map(([part, names]) => {
    const text = names.map(name => readText(smsKey, 'Identification', name)).find(value => value !== undefined);
    return [part, text] as const;
  });
  return Object.fromEntries(found.filter(([, text]) => text !== undefined));
}

/** A string value, or a number as text, without blanks around it; undefined when missing or blank. */
export function readText(root: RegistryKey, path: string, name: string): string | undefined {
  const key = findKey(root, path);
  const value = key && findValue(key, name);
  if (value === undefined) return undefined;
  const text = value.type === valueType.dword ? String(readDword(value)) : readString(value).trim();
  return text === '' ? undefined : text;
}
