/**
 * What tells one release of SMS 1.x from another: its build (Q137988, Q155626) and the syntax of its site control files. Only the
 * syntax of 1.2 is documented (Resource Guide, "Sample Site Control File"); the others are made up.
 */
export const releases = {
  '1.0': { build: 600, syntax: '1.06' },
  '1.1': { build: 692, syntax: '1.07' },
  '1.2': { build: 786, syntax: '1.08' },
} as const;

export type Release = keyof typeof releases;

/** That of a site; 1.1 when the lab does not say. */
export const releaseOf = ({ sms = '1.1' }: { readonly sms?: Release }): (typeof releases)[Release] => releases[sms];

/** The head of a site control file that this build writes. Of a build that is not known the lab takes the syntax of 1.2. */
export function headOf(build: number): { build: number; syntax: string } {
  return Object.values(releases).find(release => release.build === build) ?? { build, syntax: releases['1.2'].syntax };
}

/** Of the release after this one: SMS 2.0 (Q235754) comes after 1.2. */
export const laterBuild = (build: number): number =>
  Object.values(releases).find(release => release.build > build)?.build ?? 1239;

/** SMS 1.0 has SMSLS.BAT alone, which 1.1 has split (Q107244 par. 13; Resource Guide, "SMS Logon Server Shares"). */
export const hasRunSms = (build: number): boolean => build >= releases['1.1'].build;

/** SMS_CLIENT_CONFIG_MANAGER and its folders came with 1.2 (Resource Guide; the lists of Q139627 lack it). */
export const hasClientConfigManager = (build: number): boolean => build >= releases['1.2'].build;
