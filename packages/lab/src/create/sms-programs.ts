import { binFolder, clientPlatforms, type Platform } from '../sms/platform.ts';
import { hasClientConfigManager } from '../sms/release.ts';
import { administratorsOnly, everyoneChanges, everyoneReads } from '../sms/security-descriptors.ts';

type Folder = readonly [path: string, access: Uint8Array];

/** Folders of the server itself and of its clients that are named after a platform. */
export function platformFolders(platform: Platform): Folder[] {
  const bin = (path: string, of: Platform) => `${path}\\${binFolder(of)}\\00000409`;
  return [
    [bin('SITE.SRV', platform), administratorsOnly],
    [bin('HELPER.SRV', platform), administratorsOnly],
    ...clientPlatforms(platform).flatMap((of): Folder[] => [
      [bin('SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC', of), administratorsOnly],
      [bin('LOGON.SRV', of), everyoneReads],
    ]),
  ];
}

/** Where clients ask the Client Configuration Manager for something; none before SMS 1.2 (Q168518, Q189809). */
export const requestFolders = (build: number): Folder[] =>
  hasClientConfigManager(build)
    ? ['LOGON.SRV\\CCR.BOX', 'LOGON.SRV\\CCR.BOX\\RETRY'].map(path => [path, everyoneChanges] as const)
    : [];

/** Programs of a site server, by their folder. */
export function programsOf(
  platform: Platform,
  { primary, build }: { primary: boolean; build: number },
): [folder: string, names: string[]][] {
  const bin = binFolder(platform);
  const since12 = hasClientConfigManager(build);
  const ofPrimary = ['PREINST.EXE', 'DATALDR.DLL', 'ALERTER.DLL', ...(since12 ? ['TRAPFLTR.DLL'] : [])];
  return [
    [`SITE.SRV\\${bin}`, [...sitePrograms, ...(primary ? ofPrimary : [])]],
    [`HELPER.SRV\\${bin}`, ['INVWIN32.EXE', 'PCMSVC32.EXE', ...(since12 ? ['CLICFG.EXE'] : [])]],
    ...clientPlatforms(platform).map((of): [string, string[]] => [
      `LOGON.SRV\\${binFolder(of)}`,
      ['CLI_NT.EXE', ...(of === 'X86' ? dosPrograms : [])],
    ]),
  ];
}

const sitePrograms = [
  'SITEINS.EXE',
  'SMSEXEC.EXE',
  'MAINTAIN.DLL',
  'INVPROC.DLL',
  'SITEREP.DLL',
  'SCHED.DLL',
  'DESPOOL.DLL',
  'APPMGR.DLL',
  'SENDER.DLL',
];

const dosPrograms = ['CLI_DOS.EXE', 'INVDOS.EXE'];
