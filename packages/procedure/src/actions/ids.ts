import { defined } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { readString, stringValue } from '@resite/registry/values';
import { decideIds, type IdDecision } from '@resite/site/ids/decide-ids';
import { type IdSighting, sightingOfText } from '@resite/site/ids/sighting';
import { leftNumber } from '@resite/site/ids/survey-server';
import { formatIni, getIni, parseIni, setIni } from '@resite/site/ini';
import { nextIdKey, nextIdValue } from '@resite/site/next-id';
import { findProfile } from '@resite/site/profiles/profiles';
import type { Execution } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { doneSteps } from '../history/done-steps.ts';
import { surveyIds } from '../ids/survey-ids.ts';
import type { IdChange } from '../plan/outcomes.ts';
import { snapshotSite } from '../snapshot/snapshot-site.ts';
import { snapshotUids } from '../snapshot/snapshot-uids.ts';
import type { ActionHandler } from './action-handler.ts';

/**
 * Q138347 Caution. Evidence is what the snapshot, the parent's database, the other logon servers, a list of known IDs and
 * earlier restores tell. It is never complete: a client that joined after the backup may not have reached the parent
 * before the server died. So the decision is a fresh range.
 */
export const decideSiteIds: ActionHandler<'decide-ids'> = async (action, execution) => {
  const { repository, snapshot, manifest } = await openSnapshot(execution, action.snapshot);
  const { site, captured } = manifest;
  const survey = await surveyIds(
    defined({
      siteCode: site.siteCode,
      site: snapshotSite(repository, snapshot),
      parent: action.parentHost === undefined ? undefined : execution.host(action.parentHost),
      logonServers: action.logonServers,
      known: action.known,
    }),
  );
  // A rehearsal asks nobody.
  for (const { what, why } of action.parentHost === undefined ? [] : survey.unread) {
    execution.emit({ message_type: 'warning', text: `The SMS IDs of ${what} are not known: ${why}` });
  }
  const { nextUniqueId = '', nextUniqueIdOfIni } = site;
  const { ids } = findProfile(site.profile, execution.run.procedure.profiles);
  const uids = ids && (await snapshotUids(repository, snapshot.tree, `${site.smsRoot}\\${ids.uidFolder}`));
  const decision = decideIds(
    defined({
      siteCode: site.siteCode,
      snapshotUids: uids ?? [],
      snapshotNext: nextUniqueId,
      snapshotIniNext: nextUniqueIdOfIni,
      sightings: [...survey.sightings, ...idsOfEarlierRestores(execution)],
      unreadServers: 1 + survey.unreadServers,
      days: (now() - Date.parse(captured)) / 86_400_000,
      evidenceComplete: false,
    }),
  );
  return { detail: decision.reason, decision, changes: changesOf(decision, site), unread: survey.unread };
};

function changesOf(decision: IdDecision, site: { nextUniqueId?: string; nextUniqueIdOfIni?: string }): IdChange[] {
  return [
    ...decision.uids.map(({ file, renamed }) => ({ what: 'UID file', was: file, is: renamed })),
    ...(decision.removed ?? []).map(file => ({ what: 'UID file', was: file, is: 'removed' })),
    { what: nextIdValue, was: site.nextUniqueId ?? '', is: decision.next },
    ...(decision.iniNext === undefined
      ? []
      : [{ what: `${leftNumber[1]} in SMS.INI`, was: site.nextUniqueIdOfIni ?? '', is: decision.iniNext }]),
  ];
}

/** An earlier restore of the same snapshot gave out IDs of the range that it chose, and the snapshot does not know it. */
function idsOfEarlierRestores({ journal, run }: Execution): IdSighting[] {
  const runs = journal
    .runs()
    .filter(({ kind, sites }) => kind === 'restore' && sites.some(site => run.procedure.sites.includes(site)));
  return runs.flatMap(({ id, procedure }) =>
    doneSteps('decide-ids', procedure.steps, journal.steps.of(id))
      .flatMap(({ outcome }) => outcome.decision.uids)
      .flatMap(({ renamed }) => sightingOfText(renamed, { role: 'reserved', where: `restore ${id}` }) ?? []),
  );
}

/**
 * Writes UID file, registry value and, where it has the number, SMS.INI together. A UID file that has its new name already is left
 * alone; one that is gone is an error.
 */
export const writeIds: ActionHandler<'write-ids'> = async (action, execution) => {
  const { decision } = execution.outcome('decide-ids', action.decision);
  const { files, registry } = execution.host(action.host);
  const key = `${action.key}\\${nextIdKey}`;
  const before = await registry.value(key, nextIdValue);
  for (const file of decision.removed ?? []) await files.remove(`${action.root}\\${file}.UID`);
  for (const { file, renamed } of decision.uids) {
    await files.rename(`${action.root}\\${file}.UID`, `${action.root}\\${renamed}.UID`);
  }
  await registry.setValue(key, stringValue(nextIdValue, decision.next));
  const uids = decision.uids.map(({ file, renamed }) => `${file} → ${renamed}`);
  const changes = [
    `${nextIdValue}: ${before === undefined ? 'none' : readString(before)} → ${decision.next}`,
    `UID file ${uids.join(', ') || 'none'}`,
  ];
  if (decision.removed !== undefined)
    changes.push(
      `removed ${decision.removed.map(file => `${file}.UID`).join(', ')}: there can be one UID file (Q269774)`,
    );
  if (decision.iniNext !== undefined && action.smsIni !== undefined) {
    const ini = parseIni(await files.read(action.smsIni));
    const old = getIni(ini, ...leftNumber) ?? 'none';
    if (old !== decision.iniNext)
      await files.write(action.smsIni, formatIni(setIni(ini, ...leftNumber, decision.iniNext)));
    changes.push(`${leftNumber[1]} in SMS.INI: ${old} → ${decision.iniNext}`);
  }
  return { detail: changes.join('; ') };
};
