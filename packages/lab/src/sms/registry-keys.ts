/** Where SMS keeps its settings (facts of the Resource Guide, "The SMS Registry", and of the articles named there). */
export const smsKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
export const identificationKey = `${smsKey}\\Identification`;

/**
 * Value names in `Identification`. `Installation Directory` (Q191329) and `Site Server` (Q153565) are documented; the others
 * are modelled.
 */
export const identification = {
  installationDirectory: 'Installation Directory',
  siteServer: 'Site Server',
  siteCode: 'Site Code',
  parentSiteCode: 'Parent Site Code',
} as const;

export function componentKey(component: string): string {
  return `${smsKey}\\Components\\${component}`;
}

/** Where SMS_DESPOOLER notes that a server has an image of a package (Q199994). */
export function packageKey(packageId: string, server: string): string {
  return `${componentKey('SMS_DESPOOLER')}\\Transfer Packages\\W_${packageId}\\${server}`;
}
