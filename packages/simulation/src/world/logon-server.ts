import { childrenOf, diskOf, isFolder, type MemoryMachine, registryOf } from '@resite/host/memory';
import { readString, stringValue } from '@resite/registry/values';
import { formatNextId, nextIdKey, nextIdValue, parseNextId } from '@resite/site/next-id';
import { firstUid, formatUid, nextUid, parseUid, type Uid } from '@resite/site/uid';

const folder = 'C:\\SMS\\LOGON.SRV\\SMSID';
const key = `HKLM\\SOFTWARE\\Microsoft\\SMS\\${nextIdKey}`;

/** A client joins the site at this logon server: the name of the UID file is its SMS ID, and the next one's follows (Q127052). Undefined where it finds none. */
export function join(machine: MemoryMachine): Uid | undefined {
  const name = uidFile(machine);
  const uid = parseUid(name ?? '');
  const next = uid && nextUid(uid);
  if (name === undefined || next === undefined) return undefined;
  diskOf(machine, '').rename(`${folder}\\${name}`, `${folder}\\${formatUid(next)}.UID`);
  return uid;
}

/**
 * A logon server whose UID file is not there gets one of the next range, as the Maintenance Manager of the site server does it (Q127052).
 * False where that server cannot.
 */
export function giveRange(siteServer: MemoryMachine, siteCode: string, logonServer: MemoryMachine): boolean {
  const registry = registryOf(siteServer);
  const value = siteServer.state.power === 'on' ? registry.value(key, nextIdValue) : undefined;
  const next = value && parseNextId(readString(value), siteCode);
  if (next === undefined || logonServer.state.power !== 'on') return false;
  registry.setValue(key, stringValue(nextIdValue, formatNextId({ ...next, range: next.range + 1 })));
  loseUidFile(logonServer);
  diskOf(logonServer, '').write(`${folder}\\${formatUid(firstUid(siteCode, next.range))}.UID`, new Uint8Array());
  return true;
}

export function loseUidFile(machine: MemoryMachine): void {
  const name = uidFile(machine);
  if (name !== undefined) diskOf(machine, '').remove(`${folder}\\${name}`);
}

function uidFile(machine: MemoryMachine): string | undefined {
  const place = machine.state.power === 'on' ? diskOf(machine, '').find(folder) : undefined;
  const names = place !== undefined && isFolder(place) ? childrenOf(place).map(({ info }) => info.name) : [];
  return names.find(name => parseUid(name) !== undefined);
}
