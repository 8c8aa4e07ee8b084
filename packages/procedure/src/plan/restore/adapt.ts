import { defined } from '@resite/errors';
import { cmdWord } from '@resite/errors/command-words';
import { code, markdown, raw } from '@resite/errors/markdown';
import type { Profile, Queue } from '@resite/site';
import { atOtherLogonServers } from '../other-logon-servers.ts';
import { fill, list, longName, typed } from '../plan-text.ts';
import type { Step } from '../procedure.ts';
import type { TargetFacts } from './facts.ts';
import { decideByHand, writeByHand } from './ids-by-hand.ts';

export function decideIds(
  { manifest, target, parent, snapshot, logonServers, knownIds }: TargetFacts,
  { ids }: Profile,
): Step[] {
  if (ids === undefined) return [];
  return [
    {
      id: 'decide-ids',
      phase: 'adapt',
      title: ids.decide.title,
      source: ids.decide.source,
      host: parent ?? target,
      action: defined({
        type: 'decide-ids',
        parentHost: parent,
        snapshot: { id: snapshot },
        logonServers: logonServers ?? { configured: [], hosts: {} },
        known: knownIds ?? [],
      }),
      byHand: `${fill(ids.decide.note ?? '', { site: manifest.site.siteCode }).markdown} ${decideByHand(manifest)}`,
    },
  ];
}

export function writeIds({ manifest, target }: TargetFacts, { ids }: Profile): Step[] {
  if (ids === undefined) return [];
  const { site, registryKey: key } = manifest;
  return [
    {
      id: 'write-ids',
      phase: 'adapt',
      title: ids.step.title,
      source: ids.step.source,
      host: target,
      action: defined({
        type: 'write-ids',
        host: target,
        root: `${site.smsRoot}\\${ids.uidFolder}`,
        key,
        smsIni: site.smsIni,
        decision: 'decide-ids',
      }),
      byHand:
        fill(ids.step.note ?? '', {
          root: site.smsRoot,
          uids: raw(site.uids.map(uid => code(`${uid}.UID`).markdown).join(', ')),
          key: longName(key),
          next: site.nextUniqueId ?? '',
        }).markdown + writeByHand(manifest, ids.uidFolder),
    },
  ];
}

export function compareOthers({ manifest, target, logonServers, snapshot }: TargetFacts, profile: Profile): Step[] {
  const named = (manifest.logonServers ?? []).map(({ name }) => name);
  const server = { site: manifest.site, host: target, named, logonServers };
  return atOtherLogonServers('compare', profile, server, logonServers => ({
    phase: 'adapt',
    action: { type: 'compare-logon-servers', snapshot: { id: snapshot }, logonServers },
  }));
}

/**
 * What waits is restored by default: what was not delivered is lost for good when it is gone, as its sender believes it
 * delivered. What arrives twice can often be borne: the newer site control file wins, inventory resynchronizes.
 */
export function settleQueues(
  { manifest, target, parkQueues = false }: TargetFacts,
  { queues: known, words }: Profile,
): Step[] {
  if (known === undefined) return [];
  const { smsRoot } = manifest.site;
  const text = known.step;
  const pathsOf = (folders: readonly Queue[]) => folders.map(({ path }) => `${smsRoot}\\${path}`);
  const queues = pathsOf(known.folders.filter(({ isMail }) => isMail));
  const instructions = pathsOf(known.folders.filter(({ tellsClients }) => tellsClients));
  const folder = `${smsRoot}\\PARKED`;
  const offered =
    instructions.length === 0
      ? ''
      : markdown`\n\nWhich packages clients are offered stays as the backup found it. Their instructions lie in:\n\n${list(instructions)}`;
  return [
    {
      id: 'settle-queues',
      phase: 'adapt',
      title: `${text.title}: ${parkQueues ? `park it in ${folder}` : 'leave it'}`,
      source: text.source,
      host: target,
      action: {
        type: 'settle-queues',
        host: target,
        root: smsRoot,
        queues,
        instructions,
        park: parkQueues,
        captured: manifest.captured,
      },
      byHand: parkQueues
        ? markdown`Move the files, not the folders, of each of these into the same place below ${code(folder)}:\n\n${list(queues)}${raw(offered)}`
        : markdown`Nothing, if the backup is of the last days: ${raw(text.note ?? '')} If it is older than a week, move the files, not the folders, of each of these into the same place below ${code(folder)}, where no service looks:\n\n${list(queues)}\n\nTo bring them back: stop the ${words.system} services, ${typed(['XCOPY', cmdWord(folder), cmdWord(smsRoot), '/S /H /R'], 'move them back to where they were')}, and start them.${raw(offered)}`,
    },
  ];
}
