import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { setExtendedAttribute } from '@resite/filesystem';
import { getIni, parseIni } from '@resite/site/ini';
import { formatUid, parseUid } from '@resite/site/uid';
import { localPath } from '../local-path.ts';
import { exists, putFile } from '../sms/box.ts';
import { formatInventory } from '../sms/inventory.ts';
import { binFolder, type Platform } from '../sms/platform.ts';
import { releases } from '../sms/release.ts';
import { newSmsIni, smsIniPath, smsPath } from './sms-ini.ts';

export interface Client {
  computerName: string;
  netCardId: string;
  siteCode: string;
  domain: string;
  /** Computer name of the logon server. */
  server: string;
  /** Its LOGON.SRV, as a folder on this computer. */
  logonServer: string;
  /** Folder on this computer that holds the client's drives. */
  folder: string;
  /** Of the SMS of the site. */
  build: number;
  /** Of the client. */
  platform: Platform;
}

export interface ClientSetupResult {
  id: string;
  /** True when the client had no SMS.INI and so was given a new ID. */
  isNew: boolean;
  /** What the program says. */
  output: string[];
}

const clientFolders = ['BIN', 'DATA', 'LOGS', 'TEMP', 'INVDATA', 'IDMIFS', 'NOIDMIFS'];

/**
 * Client Setup and the Inventory Agent as RUNSMS.BAT runs them. An SMS.INI that is not there means a new SMS ID; in SMS 1.1 so does one
 * that cannot be opened (Q149673). A missing \MS is made anew: empty, and from SMS 1.2 on with its programs (Q149681).
 */
export async function runClientSetup(client: Client): Promise<ClientSetupResult> {
  const output = ['Verifying Systems Management Server client installation.'];
  const bytes = await readIfAny(localPath(client.folder, smsIniPath));
  const ini = bytes === undefined ? undefined : parseIni(bytes);
  const tree = localPath(client.folder, (ini && getIni(ini, 'SMS', 'SMSPath')) || smsPath);
  if (!(await exists(tree))) {
    for (const name of clientFolders) await mkdir(join(tree, name), { recursive: true, mode: 0o700 });
    const programs = join(client.logonServer, binFolder(client.platform));
    const filled = client.build >= releases['1.2'].build && (await exists(programs));
    if (filled) await cp(programs, join(tree, 'BIN'), { recursive: true });
    const what = filled ? 'Installed its programs.' : 'Created it empty.';
    output.push(ini === undefined ? 'Created the MS directory.' : `The MS directory was missing. ${what}`);
  }
  const known = ini && getIni(ini, 'SMS', 'SMS Unique ID');
  const id = known ?? (await takeId(join(client.logonServer, 'SMSID')));
  if (known === undefined) {
    await writeSmsIni(client, id);
    output.push(`SMS.INI does not exist. This client now has the SMS ID ${id}.`);
  }
  const { computerName: name, netCardId, siteCode } = client;
  await putFile(
    join(client.logonServer, 'INVENTRY.BOX'),
    `${id}.RAW`,
    formatInventory({ name, id, netCardId, siteCode }),
  );
  output.push('Systems Management Server client installation is complete.');
  return { id, isNew: known === undefined, output };
}

/** How often a client tries to rename the UID file before it gives up; a `#` on the screen each (Q154936). */
const tries = 30;

/** Takes the ID that the UID file is named after, by renaming the file to the next one; its time stamp stays (Q127052). */
export async function takeId(folder: string): Promise<string> {
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await delay(Math.random() * 20);
    const name = (await readdir(folder)).filter(entry => /\.UID$/i.test(entry)).sort()[0];
    const uid = name === undefined ? undefined : parseUid(name);
    if (name === undefined || uid === undefined) continue; // just being renamed by another client, or really not there
    const next = formatUid({ ...uid, counter: uid.counter + 1 });
    try {
      await rename(join(folder, name), join(folder, `${next}.UID`));
      return formatUid(uid);
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error; // another client was faster
    }
  }
  throw new ResiteError('COMMAND_FAILED', `Unable to read unique identification file (*.UID) in ${folder}`, {
    hint: 'SMS_MAINTENANCE_MANAGER makes a UID file when there is none: start SMS_EXECUTIVE.',
  });
}

async function writeSmsIni(client: Client, id: string): Promise<void> {
  const path = localPath(client.folder, smsIniPath);
  await writeFile(path, newSmsIni({ ...client, id }), { mode: 0o600 });
  setExtendedAttribute(path, 'user.DOSATTRIB', Buffer.from('0x22')); // hidden, archive
}

async function readIfAny(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
