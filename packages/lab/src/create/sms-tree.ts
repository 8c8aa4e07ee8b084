import { parseSiteControlFile } from '@resite/site/site-control-file';
import type { LabSite } from '../lab-file.ts';
import { binFolder, clientPlatforms, type Platform, platformOf } from '../sms/platform.ts';
import { hasClientConfigManager, hasRunSms } from '../sms/release.ts';
import { administratorsOnly, everyoneChanges, everyoneReads } from '../sms/security-descriptors.ts';
import { type Disk, filler, installed, programFile } from './disk.ts';
import { systemMap } from './system-map.ts';

/** Directories of a site server (Resource Guide) with their permissions. */
const folders: readonly (readonly [path: string, access: Uint8Array])[] = [
  ['', everyoneReads],
  ['LOGS', everyoneReads],
  ['SITE.SRV', administratorsOnly],
  ['SITE.SRV\\APPMGR.BOX', administratorsOnly],
  ['SITE.SRV\\DATALOAD.BOX\\DELTAMIF.COL\\BADMIFS', administratorsOnly],
  ['SITE.SRV\\DATALOAD.BOX\\DELTAMIF.COL\\PROCESS', administratorsOnly],
  ['SITE.SRV\\DATALOAD.BOX\\FILES.COL', administratorsOnly],
  ['SITE.SRV\\DESPOOLR.BOX\\RECEIVE', administratorsOnly],
  ['SITE.SRV\\DESPOOLR.BOX\\STORE', administratorsOnly],
  ['SITE.SRV\\ERRORHIS', administratorsOnly],
  ['SITE.SRV\\INVENTRY.BOX\\BADRAWS', administratorsOnly],
  ['SITE.SRV\\INVENTRY.BOX\\HISTORY', administratorsOnly],
  ['SITE.SRV\\ISVMIF.BOX', administratorsOnly],
  ['SITE.SRV\\MAINCFG.BOX\\APPCTL.SRC\\DATABASE', administratorsOnly],
  ['SITE.SRV\\MAINCFG.BOX\\APPCTL.SRC\\SCRIPTS', administratorsOnly],
  ['SITE.SRV\\MAINCFG.BOX\\PKGRULE', administratorsOnly],
  ['SITE.SRV\\SCHEDULE.BOX', administratorsOnly],
  ['SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000', administratorsOnly],
  ['SITE.SRV\\SENDER.BOX\\TOSEND', administratorsOnly],
  ['SITE.SRV\\SITECFG.BOX', administratorsOnly],
  ['SITE.SRV\\SITEREP.BOX', administratorsOnly],
  ['HELPER.SRV', administratorsOnly],
  ['HELPER.SRV\\ERRORHIS', administratorsOnly],
  ['LOGON.SRV', everyoneReads],
  ['LOGON.SRV\\APPCTL.BOX\\DATABASE', everyoneReads],
  ['LOGON.SRV\\APPCTL.BOX\\SCRIPTS', everyoneReads],
  ['LOGON.SRV\\DESPOOLR.BOX', everyoneChanges],
  ['LOGON.SRV\\INVENCFG.BOX', everyoneReads],
  ['LOGON.SRV\\INVENTRY.BOX', everyoneChanges],
  ['LOGON.SRV\\ISVMIF.BOX', everyoneChanges],
  ['LOGON.SRV\\PCMINS.BOX', everyoneReads],
  ['LOGON.SRV\\SMSID', everyoneChanges],
];

const primaryFolders = ['AUDIT', 'IMPORT.SRC', 'RMOTECFG.BOX', 'RMOTESRC.BOX'];

/** Of the server itself, and of its clients. */
const platformFolders = (platform: Platform): typeof folders => {
  const bin = (path: string, of: Platform) => `${path}\\${binFolder(of)}\\00000409`;
  return [
    [bin('SITE.SRV', platform), administratorsOnly],
    [bin('HELPER.SRV', platform), administratorsOnly],
    ...clientPlatforms(platform).flatMap(
      of =>
        [
          [bin('SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC', of), administratorsOnly],
          [bin('LOGON.SRV', of), everyoneReads],
        ] as const,
    ),
  ];
};

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
const primaryPrograms = ['PREINST.EXE', 'DATALDR.DLL', 'ALERTER.DLL'];
const agentPrograms = ['INVWIN32.EXE', 'PCMSVC32.EXE'];
/** DOS runs on X86 alone. */
const clientPrograms = (platform: Platform) => [
  'CLI_NT.EXE',
  ...(platform === 'X86' ? ['CLI_DOS.EXE', 'INVDOS.EXE'] : []),
];

/** That came with the Client Configuration Manager: where it is asked for clients, and its program. */
export const requestFolders = ['LOGON.SRV\\CCR.BOX', 'LOGON.SRV\\CCR.BOX\\RETRY'];
const requestProgram = 'CLICFG.EXE';

/** Programs by their folder. */
function programsOf(
  platform: Platform,
  { primary, isNew }: { primary: boolean; isNew: boolean },
): [folder: string, names: string[]][] {
  const bin = binFolder(platform);
  return [
    [
      `SITE.SRV\\${bin}`,
      [...sitePrograms, ...(primary ? primaryPrograms : []), ...(primary && isNew ? ['TRAPFLTR.DLL'] : [])],
    ],
    [`HELPER.SRV\\${bin}`, [...agentPrograms, ...(isNew ? [requestProgram] : [])]],
    ...clientPlatforms(platform).map(of => [`LOGON.SRV\\${binFolder(of)}`, clientPrograms(of)] as [string, string[]]),
  ];
}

export interface SmsTree {
  disk: Disk;
  site: LabSite;
  controlFile: Buffer;
  /** The name of the UID file, and the ID that the site server itself has. */
  uid: string;
  serverId: string;
}

/** The SMS root directory of a site server as Setup leaves it and a while of work has filled it. */
export async function createSmsTree({ disk, site, controlFile, uid, serverId }: SmsTree): Promise<void> {
  const at = (path: string) => (path === '' ? site.root : `${site.root}\\${path}`);
  const primary = site.parent === '';
  const control = parseSiteControlFile(controlFile);
  const platform = platformOf(control)!;
  const isNew = hasClientConfigManager(control.build);
  for (const [path, access] of [...folders, ...platformFolders(platform)]) {
    await disk.folder(at(path), { securityDescriptor: access });
  }
  for (const path of isNew ? requestFolders : []) await disk.folder(at(path), { securityDescriptor: everyoneChanges });
  for (const name of primary ? primaryFolders : []) {
    await disk.folder(at(`PRIMSITE.SRV\\${name}`), { securityDescriptor: administratorsOnly });
  }
  for (const [folder, names] of programsOf(platform, { primary, isNew })) {
    for (const name of names) await disk.file(at(`${folder}\\${name}`), programFile(name), { attributes: 0x20 });
  }
  await disk.file(at('SYSTEM.MAP'), systemMap(control.build), { attributes: 0x21 });
  await disk.file(at('SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0'), controlFile, { attributes: 0x20 });
  await disk.file(at(`LOGON.SRV\\SMSID\\${uid}.UID`), '', { attributes: 0x20, securityDescriptor: everyoneChanges });
  await disk.file(at(`SITE.SRV\\INVENTRY.BOX\\HISTORY\\${serverId}.HMS`), filler(serverId, 2048));
  await disk.file(at(`LOGON.SRV\\PCMINS.BOX\\${serverId}.INS`), filler(`${serverId}.INS`, 512), { attributes: 0x20 });
  await disk.file(at('SITE.SRV\\SITEREP.BOX\\REPORT.SEQ'), '0\r\n', { attributes: 0x22 });
  await disk.file(at('SITE.SRV\\SCHEDULE.BOX\\REPORT.SEQ'), '0\r\n', { attributes: 0x22 });
  for (const [name, content] of Object.entries(logonServerFiles(site.code, binFolder(platform), control.build))) {
    await disk.file(at(`LOGON.SRV\\${name}`), content, { attributes: name.endsWith('.BAT') ? 0x21 : 0x20 });
  }
  for (const name of ['CL_NT.TXT', 'CL_DOS.TXT', 'CL_W95.TXT']) {
    await disk.file(at(`LOGON.SRV\\${name}`), copyList(name, platform), { attributes: 0x20 });
  }
  await disk.file(at('LOGS\\SETUP.LOG'), 'SMS Setup completed successfully.\r\n', {
    attributes: 0x20,
    modified: installed + 42_000_000_100n,
  });
}

function logonServerFiles(siteCode: string, bin: string, build: number): Record<string, string> {
  const batch = (program: string) =>
    `@ECHO OFF\r\nREM Runs ${program} of the SMS client of site ${siteCode}\r\n${program}\r\n`;
  return {
    ...(hasRunSms(build) ? { 'RUNSMS.BAT': batch(`${bin}\\CLI_NT.EXE`) } : {}),
    'SMSLS.BAT': batch('X86.BIN\\CLI_DOS.EXE'),
    'UPGRADE.BAT': batch(`${bin}\\CLI_NT.EXE /U`),
    'DEINSTAL.BAT': batch(`${bin}\\CLI_NT.EXE /R`),
    'DOMAIN.INI': `[SMS]\r\nSiteCode=${siteCode}\r\n`,
    'PKG_16.CFG': '[Packages]\r\n',
  };
}

function copyList(name: string, platform: Platform): string {
  const programs = [...clientPlatforms(platform).map(of => `${binFolder(of)}\\CLI_NT.EXE`), 'X86.BIN\\INVDOS.EXE'];
  return `; ${name}\r\n${programs.join('\r\n')}\r\n`;
}
