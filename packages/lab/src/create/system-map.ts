import { binFolder, type Platform, platforms } from '../sms/platform.ts';

/** SYSTEM.MAP, as far as the Resource Guide of SMS 1.2 shows its lines ("SYSTEM.MAP"). Those of 1.0 and 1.1 are taken to be like it. */
export function systemMap(build: number): string {
  const known = Object.entries(platforms) as [Platform, (typeof platforms)[Platform]][];
  const list = (items: readonly string[]) => items.map(item => `"${item}"`).join(', ');
  const directories = known.map(([platform, { called }]) => `${called}=${binFolder(platform)}`);
  return [
    `PLATFORMS = ${list(known.map(([, { called }]) => called))}`,
    'LANGUAGES = "ENGLISH"',
    `IDLIST "BUILDNUMBER" = "${build}"`,
    'IDLIST "LANGUAGE_DEFAULT" = "ENGLISH"',
    'IDLIST "PLATFORM_DEFAULT" = "INTEL X86"',
    ...known.map(([, { called, words }]) => `IDLIST "${called}" = ${list(words)}`),
    `IDLIST "PLATFORM_DIRECTORY" = ${list(directories)}`,
    '',
  ].join('\r\n');
}
