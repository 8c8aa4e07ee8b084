import type { RegistryValue } from '@resite/registry';
import { readString } from '@resite/registry/values';

/** Where SMS keeps its settings (facts of the Resource Guide, "The SMS Registry", and of the articles named there). */
export const smsKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
export const identificationKey = `${smsKey}\\Identification`;

/**
 * Value names in `Identification`. `Installation Directory` (Q191329) and `Site Server` (Q153565) are documented; the others
 * are modelled. `Site Directory` is that of the site server, as its helper servers know it.
 */
export const identification = {
  installationDirectory: 'Installation Directory',
  siteServer: 'Site Server',
  siteDirectory: 'Site Directory',
  siteCode: 'Site Code',
  parentSiteCode: 'Parent Site Code',
} as const;

/** What Setup writes down of itself: the build, in a REG_SZ (Q137988). */
export const setupKey = `${smsKey}\\Setup`;
export const setupVersion = 'Version';

/** 0 when there is no number. */
export function readBuild(version: RegistryValue | undefined): number {
  const text = version === undefined ? '' : readString(version);
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

export function componentKey(component: string): string {
  return `${smsKey}\\Components\\${component}`;
}

/** Where SMS_DESPOOLER notes that a server has an image of a package (Q199994). */
export function packageKey(packageId: string, server: string): string {
  return `${componentKey('SMS_DESPOOLER')}\\Transfer Packages\\W_${packageId}\\${server}`;
}
