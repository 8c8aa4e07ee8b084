/** Status of a site in the database of its parent (Q137376). */
export const siteStatusNames: Readonly<Record<number, string>> = {
  1: 'ACTIVE',
  2: 'PENDING',
  3: 'FAILED',
  4: 'DELETED',
  5: 'UPGRADE',
};

/** What is going on with the site: the low word of its detailed status (Q137376). */
export const siteDetailNames: Readonly<Record<number, string>> = {
  11: 'PREINSTJOB_BEGIN',
  12: 'PREINSTJOB_END',
  13: 'PREINSTJOB_ERROR',
  21: 'INSTJOB_BEGIN',
  22: 'INSTJOB_END',
  23: 'INSTJOB_ERROR',
  31: 'FIRSTSCJOB_BEGIN',
  32: 'FIRSTSCJOB_END',
  33: 'FIRSTSCJOB_ERROR',
  41: 'SCJOB_BEGIN',
  42: 'SCJOB_END',
  43: 'SCJOB_ERROR',
  51: 'DELETE_WAITONJOB',
  52: 'DEINSTSITE_WAITONJOB',
  61: 'UPGRADE_REQUIRED',
  62: 'UPGRADE_BEGIN',
  63: 'UPGRADE_END',
  64: 'UPGRADE_ERROR',
  100: 'NEWSITE',
};

/** Bits of the high word (Q137376). */
export const siteDetailFlags: Readonly<Record<number, string>> = {
  2147483648: 'SITEPROP_UPDATE',
  1073741824: 'NO_SITE_ADDRESS',
};

export interface SiteDetail {
  readonly code: number;
  readonly name: string;
  readonly flags: readonly string[];
}

/** Takes a detailed status apart; a database may return it as a signed number. */
export function readSiteDetail(status: number): SiteDetail {
  const code = status & 0xffff;
  const flags = Object.entries(siteDetailFlags).filter(([bit]) => (status & Number(bit)) !== 0);
  return { code, name: siteDetailNames[code] ?? String(code), flags: flags.map(([, name]) => name) };
}
