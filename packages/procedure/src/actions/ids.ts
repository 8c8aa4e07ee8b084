import { readString, stringValue } from '@resite/registry';
import { decideIds, gatherIds, type IdDecision, nextIdKey, nextIdValue, siteDatabase } from '@resite/site';
import { openSnapshot } from '../manifest.ts';
import type { Outcome, Performance } from '../performance.ts';
import type { Perform } from './perform.ts';

export interface Decided extends Outcome {
  readonly decision: IdDecision;
}

/**
 * Q138347 Caution. Evidence is what the snapshot, the parent's database and earlier restores know. It is never complete: a client that
 * joined after the backup may not have reached the parent before the server died. So the decision is a fresh range.
 */
export const decideSiteIds: Perform<'decide-ids'> = async (action, performance): Promise<Decided> => {
  const { repository, snapshot, manifest } = await openSnapshot(performance, action.snapshot);
  const { site } = manifest;
  const paths: string[] = [];
  for await (const { path } of repository.walk(snapshot.tree)) paths.push(path);
  const reported =
    action.parent === undefined ? [] : await siteDatabase(performance.host(action.parent)).smsIds(site.siteCode);
  const decision = decideIds({
    siteCode: site.siteCode,
    snapshotUids: [...site.uids],
    snapshotNext: site.nextUniqueId ?? '',
    seen: gatherIds({ paths, reported: [...reported, ...idsOfEarlierRestores(performance)] }),
    logonServers: Math.max(1, site.logonServers.length),
    evidenceComplete: false,
  });
  return { detail: decision.reason, decision };
};

/** An earlier restore of the same snapshot gave out IDs of the range that it chose, and the snapshot does not know it. */
function idsOfEarlierRestores({ journal, run }: Performance): string[] {
  const runs = journal
    .runs()
    .filter(({ procedure: { siteCode, kind } }) => siteCode === run.procedure.siteCode && kind !== 'rehearsal');
  return runs.flatMap(({ id }) =>
    journal
      .steps(id)
      .flatMap(({ stepId, outcome }) =>
        stepId === 'decide-ids'
          ? ((outcome as Partial<Decided> | undefined)?.decision?.uids ?? []).map(({ renamed }) => renamed)
          : [],
      ),
  );
}

/** Writes UID file and registry value together. A UID file that has its new name already is left alone; one that is gone is an error. */
export const writeIds: Perform<'write-ids'> = async (action, performance) => {
  const { decision } = performance.outcome<Decided>(action.decision);
  const { files, registry } = performance.host(action.host);
  const key = `${action.key}\\${nextIdKey}`;
  const before = await registry.value(key, nextIdValue);
  for (const { file, renamed } of decision.uids) {
    await files.rename(`${action.root}\\${file}.UID`, `${action.root}\\${renamed}.UID`);
  }
  await registry.setValue(key, stringValue(nextIdValue, decision.next));
  const uids = decision.uids.map(({ file, renamed }) => `${file} → ${renamed}`);
  return {
    detail: `${nextIdValue}: ${before === undefined ? 'none' : readString(before)} → ${decision.next}; UID file ${uids.join(', ') || 'none'}`,
  };
};
