/** A fault in the product: one expression of its source in the place of another. */
export interface Planted {
  readonly name: string;
  /** Below `packages`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly right: string;
  readonly wrong: string;
  /** A seed whose story finds it. */
  readonly seed: number;
}

export const planted: readonly Planted[] = [
  {
    name: 'the guardian goes home when the process that it guards dies',
    seed: 2,
    file: 'procedure/src/services/guard.ts',
    right: 'await dismissed',
    wrong: '((await dismissed), true)',
  },
  {
    name: 'the guardian has no end of patience with a process that stands still',
    seed: 93,
    file: 'procedure/src/services/guard.ts',
    right: '(isPastBudget ? patience / patiencePastBudget : patience)',
    wrong: 'Number.POSITIVE_INFINITY',
  },
  {
    name: 'the guardian gives up a host that does not answer',
    seed: 490,
    file: 'procedure/src/services/take-charge.ts',
    right: 'attempt + 1 >= attemptsAtServices && !failures.some(mayBeReached)',
    wrong: 'true',
  },
  {
    name: 'the guardian does not tell the journal how the run ended',
    seed: 2,
    file: 'procedure/src/services/take-charge.ts',
    right: "(await ask({ ...who, changes, end })) === 'failed'",
    wrong: 'false',
  },
  {
    name: 'the guardian is dismissed before the journal says how the run ended',
    seed: 13963,
    file: 'procedure/src/run/run-procedure.ts',
    right: 'await execution.close().catch((error: unknown) => failures.push(error))',
    wrong:
      '((await execution.close().catch((error: unknown) => failures.push(error))), await execution.guardian?.dismiss())',
  },
  {
    name: 'states are recorded after the stop',
    seed: 1,
    file: 'procedure/src/actions/services.ts',
    right: 'remembered === undefined ? found : asRemembered(found, remembered.services)',
    wrong: "found.map(service => ({ ...service, state: 'stopped' as const }))",
  },
  {
    name: 'the last service is not returned',
    seed: 1,
    file: 'procedure/src/services/services.ts',
    right: 'await Promise.all(returnEach(work, recorded))',
    wrong: 'await Promise.all(returnEach(work, recorded.slice(0, -1)))',
  },
  {
    name: 'nobody sees that a service came up while the site was captured',
    seed: 1771,
    file: 'procedure/src/actions/services.ts',
    right: 'up.length > 0',
    wrong: 'false',
  },
  {
    name: 'what the host remembers stays when its services are back',
    seed: 2,
    file: 'procedure/src/services/return-and-forget.ts',
    right: 'await onceMore(() => forgetStop(host, run))',
    wrong: 'undefined',
  },
  {
    name: 'the host remembers nothing',
    seed: 2,
    file: 'procedure/src/host-memory/remember.ts',
    right: 'await writeStopped(host, { run, time: new Date(now()), ...whoStops(state), fence, services })',
    wrong: 'undefined',
  },
  {
    name: 'no lease is held before the first stop',
    seed: 11,
    file: 'procedure/src/actions/services.ts',
    right: "procedure.kind === 'rehearsal'",
    wrong: 'true',
  },
  {
    name: 'the lease is released although services are still down',
    seed: 26,
    file: 'procedure/src/actions/services.ts',
    right: 'execution.leases.leave(host)',
    wrong: '(execution.leases.leave(host), await execution.host(host).lease.release().catch(() => {}))',
  },
  {
    name: 'who has lost a host to somebody else takes it back to renew the lease',
    seed: 632,
    file: 'procedure/src/services/leases.ts',
    right: 'now() + held.seconds * 1000',
    wrong: '((await held.host.claim().catch(() => {})), now() + held.seconds * 1000)',
  },
  {
    name: 'the lease stays when the services are back',
    seed: 8,
    file: 'procedure/src/host-memory/remember.ts',
    right: 'await host.lease.release()',
    wrong: 'undefined',
  },
  {
    name: 'a restore goes on although its parent has started by itself',
    seed: 2172,
    file: 'procedure/src/services/leases.ts',
    right: 'await held.host.lease.renew(held.seconds)',
    wrong: 'await held.host.lease.renew(held.seconds).catch(() => {})',
  },
  {
    name: 'what changed since the pre-copy is not read again',
    seed: 2,
    file: 'procedure/src/capture/stopped-copy.ts',
    right: "before?.type !== 'file' || !isSame(info, before)",
    wrong: "before?.type !== 'file'",
  },
  {
    name: 'a copy of before the stop becomes the snapshot',
    seed: 1,
    file: 'procedure/src/actions/commit-snapshot.ts',
    right: 'captured.tree ?? (await storeCopy(action.host, execution))',
    wrong: "execution.outcome('capture', action.capture.replace('capture', 'pre-copy')).tree",
  },
  {
    name: 'the parent is returned while a site is still captured',
    seed: 28,
    file: 'procedure/src/plan/backup/plan-backup.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    right: 'codes.map(code => `confirm-stopped/${code}`)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    wrong: 'codes.slice(0, 1).map(code => `confirm-stopped/${code}`)',
  },
  {
    name: 'the guardian takes over from whoever is silent for a moment',
    seed: 2,
    file: 'procedure/src/services/silence.ts',
    right: "state === 'R' || state === undefined ? elapsed / patienceWithBusy : elapsed",
    wrong: '100 * elapsed',
  },
  {
    name: 'dependents are returned before what they depend on',
    seed: 2,
    file: 'procedure/src/services/services.ts',
    right: 'dependsOn(needing, name)',
    wrong: 'false',
  },
  {
    name: 'what somebody else has is no service that a host may remember',
    seed: 21,
    file: 'procedure/src/services/return-from-host.ts',
    right: '[...site.services, ...(site.dependents ?? [])]',
    wrong: 'site.services',
  },
  {
    name: 'services are not returned',
    seed: 1,
    file: 'procedure/src/services/return-and-forget.ts',
    right: 'await returnServices(work, recorded)',
    wrong: '{ changed: [], unrecorded: [] }',
  },
  {
    name: 'the fence is not asked',
    seed: 24,
    file: 'host/src/fence/claimant.ts',
    right: 'held === latest',
    wrong: 'true',
  },
  {
    name: 'compensations run in the order of the steps',
    seed: 41,
    file: 'procedure/src/run/schedule.ts',
    right: 'this.#begun.filter(isMeant).reverse()',
    wrong: 'this.#begun.filter(isMeant)',
  },
  {
    name: 'what earlier restores gave out counts for nothing',
    seed: 512,
    file: 'procedure/src/actions/ids.ts',
    right: '[...survey.sightings, ...idsOfEarlierRestores(execution)]',
    wrong: 'survey.sightings',
  },
  {
    name: 'the logon server that comes after a restore gets the range of the site server',
    seed: 36,
    file: 'site/src/ids/decide-ids.ts',
    right: 'formatNextId({ ...form, siteCode: site, range: free, counter: 0 })',
    wrong: 'formatNextId({ ...form, siteCode: site, range: free - 1, counter: 0 })',
  },
  {
    name: 'the next range is not raised on restore',
    seed: 36,
    file: 'procedure/src/actions/ids.ts',
    right: 'await registry.setValue(key, stringValue(nextIdValue, decision.next))',
    wrong: 'undefined',
  },
  {
    name: 'the ranges of other logon servers count for nothing',
    seed: 52,
    file: 'procedure/src/ids/survey-ids.ts',
    right: 'others.flatMap(({ name, found }) => (found ? [{ what: name, sightings: found.sightings }] : []))',
    wrong: '[]',
  },
  {
    name: 'a logon server that does not answer has no range',
    seed: 120,
    file: 'procedure/src/ids/survey-ids.ts',
    right: 'unreached.length + (own === undefined ? 1 : 0)',
    wrong: '0',
  },
  {
    name: 'the UID files of the snapshot are not looked at',
    seed: 4,
    file: 'procedure/src/actions/ids.ts',
    right: 'uids ?? []',
    wrong: '[]',
  },
  {
    name: 'the UID file keeps its name',
    seed: 4,
    file: 'procedure/src/actions/ids.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    right: '`${action.root}\\\\${renamed}.UID`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    wrong: '`${action.root}\\\\${file}.UID`',
  },
  {
    name: 'the parent is not stopped for a restore',
    seed: 4,
    file: 'procedure/src/plan/restore/plan-restore.ts',
    right: 'planParentStop(facts, profile)',
    wrong: 'planParentStop(facts, profile).slice(0, 2)',
  },
  {
    name: 'the parent is started before the site',
    seed: 4,
    file: 'procedure/src/plan/restore/plan-restore.ts',
    right: 'planRevive(facts, profile)',
    wrong: '[planConfirmation(facts, profile)[0], ...planRevive(facts, profile)]',
  },
  {
    name: 'a snapshot becomes visible before what it holds is stored',
    seed: 8,
    file: 'repository/src/engine/restic-repository.ts',
    right: 'await session.flush()',
    wrong: 'void session.flush().catch(() => {})',
  },
  {
    name: 'a rule keeps the oldest snapshots',
    seed: 13,
    file: 'repository/src/forget/policy.ts',
    right: 'snapshots.filter(snapshot => isFromFuture(snapshot, at) === wanted).toSorted(byTimeDescending)',
    wrong:
      'snapshots.filter(snapshot => isFromFuture(snapshot, at) === wanted).toSorted((one, other) => byTimeDescending(other, one))',
  },
  {
    name: 'what a snapshot needs is pruned',
    seed: 13,
    file: 'repository/src/prune/prune.ts',
    right: 'await rootsOf(snapshots)',
    wrong: '(await rootsOf(snapshots)).slice(1)',
  },
  {
    name: 'somebody prunes while somebody else stores',
    seed: 313,
    file: 'repository/src/prune/prune.ts',
    right: '{ exclusive: true }',
    wrong: '{ exclusive: false }',
  },
  {
    name: 'packs are gone before the index names the new ones',
    seed: 793,
    file: 'repository/src/prune/prune.ts',
    right: 'await rewriteIndex(store, files, { without, added, beforeStore: () => lock.assertHeld() })',
    wrong:
      '((await removePacks(store, [...decided.remove, ...decided.repack.map(({ id }) => id)], lock, options)), await rewriteIndex(store, files, { without, added, beforeStore: () => lock.assertHeld() }))',
  },
  {
    name: 'who may change a key is not read back with it',
    seed: 4,
    file: 'procedure/src/snapshot/snapshot-files.ts',
    right:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
      'parseHive(await readSnapshotFile(repository, tree, `/${resiteFolder}/${siteHive(key)}`, snapshot)).root',
    wrong:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
      '(({ securityDescriptor: _, ...root }) => root)(parseHive(await readSnapshotFile(repository, tree, `/${resiteFolder}/${siteHive(key)}`, snapshot)).root)',
  },
  {
    name: 'what was restored is not compared',
    seed: 294,
    file: 'procedure/src/actions/compare.ts',
    right: 'differences.length > 0',
    wrong: 'false',
  },
  {
    name: 'a rehearsal restores to the server of the site',
    seed: 6,
    file: 'rehearsal/src/scratch.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    right: '`scratch-${folder.slice(-6)}`',
    wrong: "'BRANCH1'",
  },
  {
    name: 'the scratch machine stays when its rehearsal ends',
    seed: 6,
    file: 'rehearsal/src/rehearse.ts',
    right: 'await scratch?.destroy()',
    wrong: 'undefined',
  },
  {
    name: 'nobody clears up after rehearsals that were cut off',
    seed: 6,
    file: 'rehearsal/src/settle.ts',
    right: 'await clearScratches(state)',
    wrong: '[]',
  },
  {
    name: 'evidence says that a rehearsal has passed which has failed',
    seed: 14,
    file: 'rehearsal/src/evidence.ts',
    right: "failure === undefined ? 'passed' : 'failed'",
    wrong: "'passed'",
  },
  {
    name: 'a restore that was cut off is not carried on',
    seed: 4,
    file: 'procedure/src/run/resume.ts',
    right: "run.procedure.kind === 'restore' && !rollBack && guardian !== undefined",
    wrong: 'false',
  },
  {
    name: 'a helper server is not stopped',
    seed: 95,
    file: 'procedure/src/plan/backup/site.ts',
    right: 'helpers.stop',
    wrong: '[]',
  },
  {
    name: 'a helper server is started before the site is restored',
    seed: 320,
    file: 'procedure/src/plan/restore/plan-restore.ts',
    right: 'atHelpers.stop',
    wrong: '[...atHelpers.stop, ...atHelpers.return]',
  },
  {
    name: 'a guardian that takes over before the first step of a resumed run is not heard',
    seed: 2060,
    file: 'procedure/src/run/run-procedure.ts',
    right: 'taken?.aborted === true',
    wrong: 'false',
  },
];
