import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readString, stringValue } from '@resite/registry';
import {
  firstUid,
  formatNextId,
  formatUid,
  lastCounter,
  nextIdKey,
  nextIdValue,
  parseNextId,
  parseUid,
} from '@resite/site';
import { listBox, moveFile, removeFile } from '../../sms/box.ts';
import { smsKey } from '../../sms/registry-keys.ts';
import type { TraceLog } from '../../sms/trace-log.ts';
import { type MakeThread, serviceResponse, type ThreadSettings } from './thread.ts';

/** Brings inventory in from the logon server and sees that the logon server has a UID file with IDs left (Q127052). */
export const maintenanceManager: MakeThread = settings => ({
  ...settings,
  logName: 'MAINTMAN.LOG',
  interval: serviceResponse,
  pass: async log => {
    const { site } = settings;
    await keepUidFile(settings, log);
    for (const name of await listBox(site.folder('LOGON.SRV', 'INVENTRY.BOX'), '.RAW')) {
      await moveFile(site.folder('LOGON.SRV', 'INVENTRY.BOX', name), site.folder('SITE.SRV', 'INVENTRY.BOX', name));
      await log(`Moved ${name} from the logon server.`);
    }
  },
});

async function keepUidFile({ service, site }: ThreadSettings, log: TraceLog): Promise<void> {
  const folder = site.folder('LOGON.SRV', 'SMSID');
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
  await log(`Created ${fresh} for logon server ${service.computerName}.`);
}
