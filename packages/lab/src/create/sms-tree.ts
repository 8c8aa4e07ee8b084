import type { LabSite } from '../lab-file.ts';
import { administratorsOnly, everyoneChanges, everyoneReads } from '../sms/security-descriptors.ts';
import { type Disk, filler, installed, programFile } from './disk.ts';

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
  ['SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC\\X86.BIN\\00000409', administratorsOnly],
  ['SITE.SRV\\MAINCFG.BOX\\PKGRULE', administratorsOnly],
  ['SITE.SRV\\SCHEDULE.BOX', administratorsOnly],
  ['SITE.SRV\\SENDER.BOX\\REQUESTS\\LAN_DEFA.000', administratorsOnly],
  ['SITE.SRV\\SENDER.BOX\\TOSEND', administratorsOnly],
  ['SITE.SRV\\SITECFG.BOX', administratorsOnly],
  ['SITE.SRV\\SITEREP.BOX', administratorsOnly],
  ['SITE.SRV\\X86.BIN\\00000409', administratorsOnly],
  ['HELPER.SRV', administratorsOnly],
  ['HELPER.SRV\\ERRORHIS', administratorsOnly],
  ['HELPER.SRV\\X86.BIN\\00000409', administratorsOnly],
  ['LOGON.SRV', everyoneReads],
  ['LOGON.SRV\\APPCTL.BOX\\DATABASE', everyoneReads],
  ['LOGON.SRV\\APPCTL.BOX\\SCRIPTS', everyoneReads],
  ['LOGON.SRV\\DESPOOLR.BOX', everyoneChanges],
  ['LOGON.SRV\\INVENCFG.BOX', everyoneReads],
  ['LOGON.SRV\\INVENTRY.BOX', everyoneChanges],
  ['LOGON.SRV\\ISVMIF.BOX', everyoneChanges],
  ['LOGON.SRV\\PCMINS.BOX', everyoneReads],
  ['LOGON.SRV\\SMSID', everyoneChanges],
  ['LOGON.SRV\\X86.BIN\\00000409', everyoneReads],
];

const primaryFolders = ['AUDIT', 'IMPORT.SRC', 'RMOTECFG.BOX', 'RMOTESRC.BOX'];

const programs = {
  'SITE.SRV\\X86.BIN': [
    'SITEINS.EXE',
    'SMSEXEC.EXE',
    'MAINTAIN.DLL',
    'INVPROC.DLL',
    'SITEREP.DLL',
    'SCHED.DLL',
    'DESPOOL.DLL',
    'APPMGR.DLL',
    'SENDER.DLL',
  ],
  'HELPER.SRV\\X86.BIN': ['INVWIN32.EXE', 'PCMSVC32.EXE'],
  'LOGON.SRV\\X86.BIN': ['CLI_NT.EXE', 'CLI_DOS.EXE', 'INVDOS.EXE'],
};
const primaryPrograms = ['PREINST.EXE', 'DATALDR.DLL', 'ALERTER.DLL'];

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
  for (const [path, access] of folders) await disk.folder(at(path), { securityDescriptor: access });
  for (const name of primary ? primaryFolders : []) {
    await disk.folder(at(`PRIMSITE.SRV\\${name}`), { securityDescriptor: administratorsOnly });
  }
  for (const [folder, names] of Object.entries(programs)) {
    for (const name of names) await disk.file(at(`${folder}\\${name}`), programFile(name), { attributes: 0x20 });
  }
  for (const name of primary ? primaryPrograms : []) {
    await disk.file(at(`SITE.SRV\\X86.BIN\\${name}`), programFile(name), { attributes: 0x20 });
  }
  await disk.file(at('SYSTEM.MAP'), systemMap(site.code), { attributes: 0x21 });
  await disk.file(at('SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0'), controlFile, { attributes: 0x20 });
  await disk.file(at(`LOGON.SRV\\SMSID\\${uid}.UID`), '', { attributes: 0x20, securityDescriptor: everyoneChanges });
  await disk.file(at(`SITE.SRV\\INVENTRY.BOX\\HISTORY\\${serverId}.HMS`), filler(serverId, 2048));
  await disk.file(at(`LOGON.SRV\\PCMINS.BOX\\${serverId}.INS`), filler(`${serverId}.INS`, 512), { attributes: 0x20 });
  await disk.file(at('SITE.SRV\\SITEREP.BOX\\REPORT.SEQ'), '0\r\n', { attributes: 0x22 });
  await disk.file(at('SITE.SRV\\SCHEDULE.BOX\\REPORT.SEQ'), '0\r\n', { attributes: 0x22 });
  for (const [name, content] of Object.entries(logonServerFiles(site.code))) {
    await disk.file(at(`LOGON.SRV\\${name}`), content, { attributes: name.endsWith('.BAT') ? 0x21 : 0x20 });
  }
  for (const name of ['CL_NT.TXT', 'CL_DOS.TXT', 'CL_W95.TXT']) {
    await disk.file(at(`LOGON.SRV\\${name}`), copyList(name), { attributes: 0x20 });
  }
  await disk.file(at('LOGS\\SETUP.LOG'), 'SMS Setup completed successfully.\r\n', {
    attributes: 0x20,
    modified: installed + 42_000_000_100n,
  });
}

function systemMap(siteCode: string): string {
  return [
    'SYSTEM_MAP',
    `SITE_CODE "${siteCode}"`,
    'BUILD "692"',
    'PLATFORM_DIRECTORY "INTEL X86" "X86.BIN"',
    'PLATFORM_DIRECTORY "ALPHA" "ALPHA.BIN"',
    'PLATFORM_DIRECTORY "MIPS" "MIPS.BIN"',
    '',
  ].join('\r\n');
}

function logonServerFiles(siteCode: string): Record<string, string> {
  const batch = (program: string) =>
    `@ECHO OFF\r\nREM Runs ${program} of the SMS client of site ${siteCode}\r\n${program}\r\n`;
  return {
    'RUNSMS.BAT': batch('X86.BIN\\CLI_NT.EXE'),
    'SMSLS.BAT': batch('X86.BIN\\CLI_DOS.EXE'),
    'UPGRADE.BAT': batch('X86.BIN\\CLI_NT.EXE /U'),
    'DEINSTAL.BAT': batch('X86.BIN\\CLI_NT.EXE /R'),
    'DOMAIN.INI': `[SMS]\r\nSiteCode=${siteCode}\r\n`,
    'PKG_16.CFG': '[Packages]\r\n',
  };
}

function copyList(name: string): string {
  return `; ${name}\r\nX86.BIN\\CLI_NT.EXE\r\nX86.BIN\\INVDOS.EXE\r\n`;
}
