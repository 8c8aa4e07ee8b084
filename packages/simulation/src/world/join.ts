import { childrenOf, diskOf, isFolder, type MemoryMachine } from '@resite/host/memory';
import { formatUid, nextUid, parseUid } from '@resite/site/uid';

const folder = 'C:\\SMS\\LOGON.SRV\\SMSID';

/** A client joins the site at this logon server: the name of the UID file is its SMS ID, and the next one's follows (Q127052). Undefined where it finds none. */
export function join(machine: MemoryMachine): string | undefined {
  const disk = diskOf(machine, '');
  const place = disk.find(folder);
  if (machine.state.power !== 'on' || place === undefined || !isFolder(place)) return undefined;
  for (const { info } of childrenOf(place)) {
    const uid = parseUid(info.name);
    const next = uid && nextUid(uid);
    if (uid === undefined || next === undefined) continue;
    disk.rename(`${folder}\\${info.name}`, `${folder}\\${formatUid(next)}.UID`);
    return formatUid(uid);
  }
  return undefined;
}
