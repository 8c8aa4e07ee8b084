import { parseSiteControlFile } from '@resite/site/site-control-file';
import type { LabSite } from '../lab-file.ts';
import { platformOf } from '../sms/platform.ts';
import { administratorsOnly, everyoneChanges, everyoneReads } from '../sms/security-descriptors.ts';
import { type Disk, filler, installed, programFile } from './disk.ts';
import { logonServerFiles } from './logon-server-files.ts';
import { platformFolders, programsOf, requestFolders } from './sms-programs.ts';
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
  const { build } = control;
  for (const [path, access] of [...folders, ...platformFolders(platform), ...requestFolders(build)]) {
    await disk.folder(at(path), { securityDescriptor: access });
  }
  for (const name of primary ? primaryFolders : []) {
    await disk.folder(at(`PRIMSITE.SRV\\${name}`), { securityDescriptor: administratorsOnly });
  }
  for (const [folder, names] of programsOf(platform, { primary, build })) {
    for (const name of names) await disk.file(at(`${folder}\\${name}`), programFile(name), { attributes: 0x20 });
  }
  await disk.file(at('SYSTEM.MAP'), systemMap(build), { attributes: 0x21 });
  await disk.file(at('SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0'), controlFile, { attributes: 0x20 });
  await disk.file(at(`LOGON.SRV\\SMSID\\${uid}.UID`), '', { attributes: 0x20, securityDescriptor: everyoneChanges });
  await disk.file(at(`SITE.SRV\\INVENTRY.BOX\\HISTORY\\${serverId}.HMS`), filler(serverId, 2048));
  await disk.file(at(`LOGON.SRV\\PCMINS.BOX\\${serverId}.INS`), filler(`${serverId}.INS`, 512), { attributes: 0x20 });
  await disk.file(at('SITE.SRV\\SITEREP.BOX\\REPORT.SEQ'), '0\r\n', { attributes: 0x22 });
  await disk.file(at('SITE.SRV\\SCHEDULE.BOX\\REPORT.SEQ'), '0\r\n', { attributes: 0x22 });
  for (const [name, content] of Object.entries(logonServerFiles(site.code, platform, build))) {
    await disk.file(at(`LOGON.SRV\\${name}`), content, { attributes: name.endsWith('.BAT') ? 0x21 : 0x20 });
  }
  await disk.file(at('LOGS\\SETUP.LOG'), 'SMS Setup completed successfully.\r\n', {
    attributes: 0x20,
    modified: installed + 42_000_000_100n,
  });
}
