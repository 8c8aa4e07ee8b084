import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readString, stringValue } from '@resite/registry/values';
import { formatNextId, nextIdKey, nextIdValue, parseNextId } from '@resite/site/next-id';
import { logonServersOf } from '@resite/site/site-control-file/logon-servers';
import { firstUid, formatUid, lastCounter, parseUid } from '@resite/site/uid';
import { listBox, moveFile, removeFile } from '../../sms/box.ts';
import { masterCopy, readControlFile } from '../../sms/control-files.ts';
import { smsKey } from '../../sms/registry-keys.ts';
import type { TraceLog } from '../../sms/trace-log.ts';
import { type MakeThread, serviceResponse, type ThreadSettings } from './thread.ts';

/** Brings inventory in from the logon servers and sees that each has a UID file with IDs left (Q127052). */
export const maintenanceManager: MakeThread = settings => ({
  ...settings,
  logName: 'MAINTMAN.LOG',
  interval: serviceResponse,
  pass: async log => {
    const { site, service } = settings;
    await keepLogonServer(settings, { server: service.computerName, folder: site.folder('LOGON.SRV') }, log);
    const control = await readControlFile(site.folder('SITE.SRV', 'SITECFG.BOX', masterCopy));
    if (control === undefined || control === 'invalid') return;
    for (const server of logonServersOf(control).filter(name => name !== service.computerName)) {
      try {
        const folder = await service.call('network.folder', `\\\\${server}\\SMS_SHR`);
        await keepLogonServer(settings, { server, folder }, log);
      } catch (error) {
        await log(`Error: logon server ${server}: ${(error as Error).message}`);
      }
    }
  },
});

interface LogonServer {
  readonly server: string;
  /** Its LOGON.SRV, as a folder on this computer. */
  readonly folder: string;
}

async function keepLogonServer(settings: ThreadSettings, logon: LogonServer, log: TraceLog): Promise<void> {
  await keepUidFile(settings, logon, log);
  const box = join(logon.folder, 'INVENTRY.BOX');
  for (const name of await listBox(box, '.RAW')) {
    await moveFile(join(box, name), settings.site.folder('SITE.SRV', 'INVENTRY.BOX', name));
    await log(`Moved ${name} from logon server ${logon.server}.`);
  }
}

async function keepUidFile({ service, site }: ThreadSettings, logon: LogonServer, log: TraceLog): Promise<void> {
  const folder = join(logon.folder, 'SMSID');
  const [name] = await listBox(folder, '.UID');
  const uid = name === undefined ? undefined : parseUid(name);
  if (uid !== undefined && uid.counter <= lastCounter) return;

  const key = `${smsKey}\\${nextIdKey}`;
  const value = await service.value(key, nextIdValue);
  const next = value && parseNextId(readString(value), site.code);
  if (next === undefined) throw new Error(`${nextIdValue} is missing in the registry, or is no SMS ID`);
  // The registry first: a range that is lost in a crash does no harm, one that is given out twice does.
  const text = formatNextId({ ...next, range: next.range + 1 });
  await service.call('registry.setValue', key, stringValue(nextIdValue, text));
  const fresh = `${formatUid(firstUid(site.code, next.range))}.UID`;
  await writeFile(join(folder, fresh), '', { mode: 0o600 });
  if (name !== undefined) await removeFile(join(folder, name));
  await log(`Created ${fresh} for logon server ${logon.server}.`);
}
