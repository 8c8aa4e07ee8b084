import { binFolder, clientPlatforms, type Platform } from '../sms/platform.ts';
import { hasRunSms } from '../sms/release.ts';

/** Text files in LOGON.SRV, by their name: what clients run, and the lists of what they copy. */
export function logonServerFiles(siteCode: string, platform: Platform, build: number): Record<string, string> {
  const batch = (program: string) =>
    `@ECHO OFF\r\nREM Runs ${program} of the SMS client of site ${siteCode}\r\n${program}\r\n`;
  const program = `${binFolder(platform)}\\CLI_NT.EXE`;
  const copied = [...clientPlatforms(platform).map(of => `${binFolder(of)}\\CLI_NT.EXE`), 'X86.BIN\\INVDOS.EXE'];
  const lists = ['CL_NT.TXT', 'CL_DOS.TXT', 'CL_W95.TXT'].map(name => [
    name,
    `; ${name}\r\n${copied.join('\r\n')}\r\n`,
  ]);
  return {
    ...(hasRunSms(build) ? { 'RUNSMS.BAT': batch(program) } : {}),
    'SMSLS.BAT': batch('X86.BIN\\CLI_DOS.EXE'),
    'UPGRADE.BAT': batch(`${program} /U`),
    'DEINSTAL.BAT': batch(`${program} /R`),
    'DOMAIN.INI': `[SMS]\r\nSiteCode=${siteCode}\r\n`,
    'PKG_16.CFG': '[Packages]\r\n',
    ...Object.fromEntries(lists),
  };
}
