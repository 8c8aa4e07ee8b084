/** A fault in the product: one expression of its source in the place of another. */
export interface Planted {
  readonly name: string;
  /** Below `packages`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly right: string;
  readonly wrong: string;
}

export const planted: readonly Planted[] = [
  {
    name: 'the guardian goes home when the process that it guards dies',
    file: 'procedure/src/services/guard.ts',
    right: 'await dismissed',
    wrong: '((await dismissed), true)',
  },
  {
    name: 'the guardian has no end of patience with a process that stands still',
    file: 'procedure/src/services/guard.ts',
    right: '(isPastBudget ? patience / patiencePastBudget : patience)',
    wrong: 'Number.POSITIVE_INFINITY',
  },
  {
    name: 'the guardian gives up a host that does not answer',
    file: 'procedure/src/services/take-charge.ts',
    right: "attempt + 1 >= attemptsAtServices && !failures.some(error => isResiteError(error, 'HOST_DOWN'))",
    wrong: 'true',
  },
  {
    name: 'the guardian does not tell the journal how the run ended',
    file: 'procedure/src/services/take-charge.ts',
    right: "(await ask({ ...who, changes, end })) === 'failed'",
    wrong: 'false',
  },
  {
    name: 'the guardian is dismissed before the journal says how the run ended',
    file: 'procedure/src/run/run-procedure.ts',
    right: 'await execution.close().catch((error: unknown) => failures.push(error))',
    wrong:
      '((await execution.close().catch((error: unknown) => failures.push(error))), await execution.guardian?.dismiss())',
  },
  {
    name: 'states are recorded after the stop',
    file: 'procedure/src/actions/services.ts',
    right: 'remembered === undefined ? found : asRemembered(found, remembered.services)',
    wrong: "found.map(service => ({ ...service, state: 'stopped' as const }))",
  },
  {
    name: 'a run with services that are not back counts as ended',
    file: 'procedure/src/run/run-procedure.ts',
    right: "unreturned.length > 0 ? 'unsettled' : ended",
    wrong: 'ended',
  },
  {
    name: 'services that are not back are an error like any other',
    file: 'procedure/src/run/run-procedure.ts',
    right: 'unsettled(run.id, signal.aborted ? [] : reasons, unreturned)',
    wrong: "new ResiteError('INTERRUPTED', 'interrupted')",
  },
  {
    name: 'the last service is not returned',
    file: 'procedure/src/services/services.ts',
    right: 'await Promise.all(recorded.map(service => returnAndRecord(work, service)))',
    wrong: 'await Promise.all(recorded.slice(0, -1).map(service => returnAndRecord(work, service)))',
  },
  {
    name: 'nobody sees that a service came up while the site was captured',
    file: 'procedure/src/actions/services.ts',
    right: 'up.length > 0',
    wrong: 'false',
  },
  {
    name: 'what the host remembers stays when its services are back',
    file: 'procedure/src/services/return-and-forget.ts',
    right: 'await forgetStop(host, run)',
    wrong: 'undefined',
  },
  {
    name: 'the host remembers nothing',
    file: 'procedure/src/host-memory/remember.ts',
    right: 'await writeStopped(host, { run, time: new Date(now()), ...whoStops(state), fence, services })',
    wrong: 'undefined',
  },
  {
    name: 'the fence is not asked',
    file: 'host/src/fence/claimant.ts',
    right: 'held === latest',
    wrong: 'true',
  },
  {
    name: 'what changed since the pre-copy is not read again',
    file: 'procedure/src/capture/stopped-copy.ts',
    right: "before?.type !== 'file' || !isSame(info, before)",
    wrong: "before?.type !== 'file'",
  },
  {
    name: 'a copy of before the stop becomes the snapshot',
    file: 'procedure/src/actions/commit-snapshot.ts',
    right: 'captured.tree ?? (await storeCopy(action.host, execution))',
    wrong: "execution.outcome(action.capture.replace('capture', 'pre-copy'), outcomes.archived).tree",
  },
  {
    name: 'compensations come in the order of the steps',
    file: 'procedure/src/run/schedule.ts',
    right: 'this.#begun.filter(isMeant).reverse()',
    wrong: 'this.#begun.filter(isMeant)',
  },
  {
    name: 'compensations are forgotten',
    file: 'procedure/src/run/schedule.ts',
    right: 'step.compensation === undefined',
    wrong: 'true',
  },
  {
    name: "another run that holds the host is in nobody's way",
    file: 'procedure/src/journal/journal.ts',
    right: 'this.#refuseConflict(Object.keys(procedure.hosts))',
    wrong: 'undefined',
  },
  {
    name: 'resume believes that every service is back',
    file: 'procedure/src/run/resume.ts',
    right: 'failures.length > 0',
    wrong: 'false',
  },
  {
    name: 'the parent is returned while a site is still captured',
    file: 'procedure/src/plan/backup/plan-backup.ts',
    right: 'codes.map(code => `confirm-stopped/${code}`)',
    wrong: 'codes.slice(0, 1).map(code => `confirm-stopped/${code}`)',
  },
];
