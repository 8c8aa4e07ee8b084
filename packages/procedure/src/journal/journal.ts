import { join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { at, port } from '@resite/filesystem/port';
import { changesHost, type Procedure } from '../plan/procedure.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { busy, cutOff, lost, superseded, takenOver } from './failures.ts';
import { ownIdentity } from './process-identity.ts';
import { createRowReader, type RowReader } from './row-reader.ts';
import { isSettled, type Run, type RunStatus } from './run.ts';
import { ServiceRecords } from './service-records.ts';
import { SqlStore } from './sql-store.ts';
import { StepRecords } from './step-records.ts';
import type { JournalStore } from './store.ts';

/**
 * The durable record of procedures: every step's intent before it acts and its outcome after, and every service's
 * earlier state before the first stop. SQLite with write-ahead log and full synchronisation: what a method has
 * recorded when it returns survives a power cut. Several processes may have it open at once.
 */
export class Journal {
  readonly #store: JournalStore;
  readonly path: string;
  readonly #read: RowReader;
  readonly steps: StepRecords;
  readonly services: ServiceRecords;

  /** Opens or creates `journal.db`; see {@link openDatabase} and {@link JournalStore}. */
  constructor(folder: string) {
    this.path = join(folder, 'journal.db');
    this.#store = at(journals)(folder);
    this.#read = createRowReader(this.#store);
    const records = {
      store: this.#store,
      read: this.#read,
      record: (run: string, body: () => void) => this.#record(run, body),
    };
    this.steps = new StepRecords(records);
    this.services = new ServiceRecords({ ...records, run: id => this.run(id) });
  }

  /** `JOURNAL_LOST` when a run is known to have begun in this folder, or changes were made, that are not in the journal. */
  loss(): ResiteError | undefined {
    const marked = this.#store.marked() ?? 0; // before the look into the journal, where more may just be recorded
    const unknown = this.#store.lastBegan().find(id => !this.#store.hasRun(id));
    if (unknown !== undefined) return lost(this.path, `run ${unknown}, which began here`);
    const missing = marked - this.#store.changes();
    return missing > 0 ? lost(this.path, `the last ${missing} of what was recorded here`) : undefined;
  }

  /** From here on the journal counts as it is: somebody has looked at the hosts themselves. */
  acknowledgeLoss(): void {
    this.#store.noteBegan(`# begun anew ${new Date(now()).toISOString()}`);
    this.#store.mark();
  }

  close(): void {
    this.#store.close();
  }

  /**
   * Begins a run. `PROCEDURE_BUSY` when a living run works on one of the same hosts, `PROCEDURE_UNFINISHED` (`SERVICES_NOT_RESTORED` when services may be down) when a
   * dead one has changed such a host: two runs on one host would take each other's stopped services for its earlier state.
   */
  begin(procedure: Procedure): Run {
    const isLost = this.loss() !== undefined; // the checks of the run say so, after what is worse
    const run = this.#store.transaction(() => {
      this.#refuseConflict(Object.keys(procedure.hosts));
      const id = this.#nextId(procedure);
      const [sites, hosts] = [procedure.sites, Object.keys(procedure.hosts)].map(names => JSON.stringify(names));
      this.#store.insert('runs', {
        id,
        kind: procedure.kind,
        sites,
        hosts,
        status: 'running',
        owner: ownIdentity(),
        started: now(),
        records: 1,
      });
      this.#store.insert('procedures', { run: id, procedure: JSON.stringify(procedure) });
      return this.run(id);
    });
    if (!isLost) this.#store.noteBegan(run.id);
    return run;
  }

  /**
   * Takes over a run that was cut off or is unsettled; with `reopen` also a restore that ended early. Undefined when nothing is
   * left to do. With `force` also from an owner that lives, with `from` only from the living one of that identity: whatever that one
   * records of the run later is refused with `FENCED`.
   * `PROCEDURE_BUSY` when its owner lives, also when another process has taken it first, or when another run works on one of its hosts; `PROCEDURE_SUPERSEDED` when a later run has changed something for the same site.
   */
  takeOver(
    id: string,
    { reopen = false, force = false, from }: { reopen?: boolean; force?: boolean; from?: string } = {},
  ): Run | undefined {
    return this.#store.transaction(() => {
      const run = this.run(id);
      if (run.alive && !force && this.#owner(id) !== from) throw busy(run);
      const settled = isSettled(run);
      if (settled && !(reopen && run.status !== 'done' && run.kind === 'restore')) return undefined;
      this.#refuseConflict(run.hosts, id);
      if (settled) {
        const later = this.supersededBy(run);
        if (later !== undefined) throw superseded(run, later);
        // Since it ended, the services are their administrator's again: how they are now is what they return to.
        this.#store.remove('services', { run: id });
      }
      this.#store.remove('reasons', { run: id });
      this.#store.amendRun(id, { status: 'running', owner: ownIdentity(), ended: null });
      return this.run(id);
    });
  }

  /** A later run that has changed something for one of its sites: what this run knows of it is not true any more. A rehearsal changes nothing there. */
  supersededBy(run: Run): Run | undefined {
    const later = this.#store.runsAfter(run.id).flatMap(row => (row.kind === 'rehearsal' ? [] : this.#read.run(row)));
    return later.find(({ id, sites }) => sites.some(site => run.sites.includes(site)) && this.hasChanged(id));
  }

  /** True once a step was begun that changes a host. */
  hasChanged(id: string): boolean {
    const records = this.steps.of(id);
    if (records.length === 0) return false;
    const { steps } = this.run(id).procedure;
    return records.some(({ stepId }) => steps.some(step => step.id === stepId && changesHost(step.action)));
  }

  /** `reason` is the code of the error that ended it early. */
  end(id: string, status: Exclude<RunStatus, 'running'>, reason?: string): void {
    this.#record(id, () => {
      if (reason !== undefined) {
        this.#store.remove('reasons', { run: id });
        this.#store.insert('reasons', { run: id, code: reason });
      }
      this.#end(id, status);
    });
  }

  /** The code of the error that ended a run early, whether a step failed with it or not. */
  reason(id: string): string | undefined {
    const [row] = this.#store.rowsOf(id, 'reasons');
    return row && String(row.code);
  }

  /** All runs, oldest first. */
  runs(): Run[] {
    return this.#store.rows('runs').map(this.#read.run);
  }

  run(id: string): Run {
    const [row] = this.#store.rows('runs', { id });
    if (row === undefined)
      throw new ResiteError('USAGE', `there is no run ${id}`, {
        remedy: { kind: 'list-runs' } satisfies ProcedureRemedy,
      });
    return this.#read.run(row);
  }

  /** The error that {@link begin} would be refused with on these hosts. Changes nothing. */
  conflict(hosts: readonly string[]): ResiteError | undefined {
    for (const { run, host } of this.#openOn(hosts)) {
      if (run.alive) return busy(run, host);
      if (this.hasChanged(run.id)) return cutOff(run, host, this.#mayBeDown(run));
    }
    return undefined;
  }

  /** `SERVICES_NOT_RESTORED` when a run whose process is gone has left services behind that may be down. */
  leftDown(): ResiteError | undefined {
    for (const run of this.#open()) {
      const host = run.alive ? undefined : run.hosts.find(name => this.#isDown(run, name));
      if (host !== undefined) return cutOff(run, host, true);
    }
    return undefined;
  }

  #mayBeDown(run: Run): boolean {
    return run.hosts.some(host => this.#isDown(run, host));
  }

  #isDown({ id }: Run, host: string): boolean {
    return this.services.downtime(id, host)?.over === false;
  }

  #end(id: string, status: RunStatus): void {
    this.#store.amendRun(id, { status, ended: now() });
  }

  #refuseConflict(hosts: readonly string[], except?: string): void {
    for (const { run, host } of this.#openOn(hosts, except)) {
      if (run.alive) throw busy(run, host);
      if (this.hasChanged(run.id)) throw cutOff(run, host, this.#mayBeDown(run));
      this.#end(run.id, 'interrupted'); // it died before it touched anything: there is nothing to resume
    }
  }

  #open(): Run[] {
    return this.#store.openRuns().map(this.#read.run);
  }

  /** The runs that have not come to an end, each with the first of the hosts that it works on. */
  #openOn(hosts: readonly string[], except?: string): { run: Run; host: string }[] {
    return this.#open().flatMap(run => {
      const host = run.hosts.find(name => hosts.includes(name));
      return run.id === except || host === undefined ? [] : [{ run, host }];
    });
  }

  #nextId(procedure: Procedure): string {
    const stamp = new Date(now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const [first = '', ...others] = procedure.sites;
    const prefix = `${stamp}-${first}${others.length > 0 ? `+${others.length}` : ''}-${procedure.kind}`;
    const count = this.#store.runsNamed(prefix);
    return count === 0 ? prefix : `${prefix}-${count + 1}`;
  }

  /** A run belongs to one process; one that was frozen while another took over must not overwrite what that one did. */
  #record(run: string, body: () => void): void {
    this.#store.transaction(() => {
      const owner = this.#owner(run);
      if (owner !== undefined && owner !== ownIdentity()) throw takenOver(run, owner);
      body();
      this.#store.amendRun(run, {});
    });
  }

  /** Identity of the process that a run belongs to. */
  #owner(run: string): string | undefined {
    const [row] = this.#store.rows('runs', { id: run });
    return row && String(row.owner);
  }
}

/** Where journals are kept, by folder. */
export const journals = port<(folder: string) => JournalStore>(folder => new SqlStore(folder));
