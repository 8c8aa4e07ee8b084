import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import type { Service, ServiceState, StartType } from '@resite/host';
import { lastBegan, noteBegan } from './journal/began.ts';
import { readCount, writeCount } from './journal/count.ts';
import { damaged, openDatabase } from './journal/database.ts';
import { journalForm } from './journal/form.ts';
import { readProcedure } from './journal/procedure-schema.ts';
import { checksum, columns, type Row, type Table, valuesOf } from './journal/rows.ts';
import { busy, cutOff, journalFailure, lost, superseded, takenOver } from './journal-failure.ts';
import { changesHost, type Procedure, type Step, sitesOf } from './procedure.ts';
import { isAlive, ownIdentity, processNumber, standsStill } from './process-identity.ts';
import { isSettled, type Run, type RunStatus } from './run.ts';

export interface StepRecord {
  readonly stepId: string;
  readonly state: 'begun' | 'done' | 'failed';
  readonly started: Date;
  readonly ended: Date | undefined;
  /** What the action returned, or the error's code and message. */
  readonly outcome: unknown;
}

export interface RecordedService {
  readonly name: string;
  readonly state: ServiceState;
  readonly startType: StartType;
}

export type ServiceChange = 'stopping' | 'returned';

const stepStates: readonly StepRecord['state'][] = ['begun', 'done', 'failed'];
const serviceStates: readonly ServiceState[] = ['stopped', 'start-pending', 'running', 'stop-pending'];
const startTypes: readonly StartType[] = ['auto', 'manual', 'disabled'];
const runStatuses: readonly RunStatus[] = ['running', 'done', 'partial', 'failed', 'interrupted', 'unsettled'];

/**
 * The durable record of procedures: every step's intent before it acts and its outcome after, and every service's
 * earlier state before the first stop. SQLite with write-ahead log and full synchronisation: what a method has
 * recorded when it returns survives a power cut. Several processes may have it open at once.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly path: string;
  /** Of rows that were read before, by their checksums. */
  readonly #procedures = new Map<string, Procedure>();

  /** Opens or creates `journal.db`; see {@link openDatabase}. */
  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'journal.db');
    this.#database = openDatabase(this.path, journalForm);
    try {
      for (const table of Object.keys(columns) as Table[]) this.#lookThrough(table);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** `JOURNAL_LOST` when a run is known to have begun in this folder, or changes were made, that are not in the journal. */
  loss(): ResiteError | undefined {
    const marked = readCount(this.#folder) ?? 0; // before the look into the journal, where more may just be recorded
    const began = this.#attempt(() => lastBegan(this.#folder));
    const unknown = began.find(id => this.#all('SELECT id FROM runs WHERE id = ?', id).length === 0);
    if (unknown !== undefined) return lost(this.path, `run ${unknown}, which began here`);
    const missing = marked - this.#changes();
    return missing > 0 ? lost(this.path, `the last ${missing} of what was recorded here`) : undefined;
  }

  /** From here on the journal counts as it is: somebody has looked at the hosts themselves. */
  acknowledgeLoss(): void {
    this.#attempt(() => noteBegan(this.#folder, `# begun anew ${new Date().toISOString()}`));
    writeCount(this.#folder, this.#changes());
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /**
   * Begins a run. `PROCEDURE_BUSY` when a living run works on one of the same hosts, `PROCEDURE_UNFINISHED` when a
   * dead one has changed such a host: two runs on one host would take each other's stopped services for its earlier state.
   */
  begin(procedure: Procedure): Run {
    const isLost = this.loss() !== undefined; // the checks of the run say so, after what is worse
    const run = this.#transaction(() => {
      this.#refuseConflict(procedure);
      const id = this.#nextId(procedure);
      this.#insert('runs', {
        ...{ id, procedure: JSON.stringify(procedure), status: 'running', owner: ownIdentity(), started: Date.now() },
      });
      return this.run(id);
    });
    if (!isLost) this.#attempt(() => noteBegan(this.#folder, run.id));
    return run;
  }

  /**
   * Takes over a run that was cut off or is unsettled; with `reopen` also a restore that ended early. Undefined when nothing is
   * left to do. With `force` also from an owner that lives: whatever that one records of the run later is refused with `FENCED`.
   * `PROCEDURE_BUSY` when its owner lives, also when another process has taken it first, or when another run works on one of its hosts; `PROCEDURE_SUPERSEDED` when a later run has changed something for the same site.
   */
  takeOver(id: string, { reopen = false, force = false } = {}): Run | undefined {
    return this.#transaction(() => {
      const run = this.run(id);
      if (run.alive && !force) throw busy(run);
      const settled = isSettled(run);
      if (settled && !(reopen && run.status !== 'done' && run.procedure.kind === 'restore')) return undefined;
      this.#refuseConflict(run.procedure, id);
      if (settled) {
        const later = this.supersededBy(run);
        if (later !== undefined) throw superseded(run, later);
        // Since it ended, the services are their administrator's again: how they are now is what they return to.
        this.#run('DELETE FROM services WHERE run = ?', id);
      }
      this.#run('DELETE FROM reasons WHERE run = ?', id);
      this.#amendRun(id, { status: 'running', owner: ownIdentity(), ended: null });
      return this.run(id);
    });
  }

  /** A later run that has changed something for one of its sites: what this run knows of it is not true any more. A rehearsal changes nothing there. */
  supersededBy(run: Run): Run | undefined {
    const runs = this.runs();
    const later = runs.slice(runs.findIndex(({ id }) => id === run.id) + 1);
    const sites = sitesOf(run.procedure);
    return later.find(
      ({ id, procedure }) =>
        sitesOf(procedure).some(site => sites.includes(site)) && procedure.kind !== 'rehearsal' && this.hasChanged(id),
    );
  }

  /** True once a step was begun that changes a host. */
  hasChanged(id: string): boolean {
    const { steps } = this.run(id).procedure;
    return this.steps(id).some(({ stepId }) => steps.some(step => step.id === stepId && changesHost(step.action)));
  }

  /** `reason` is the code of the error that ended it early. */
  end(id: string, status: Exclude<RunStatus, 'running'>, reason?: string): void {
    this.#record(id, () => {
      if (reason !== undefined) {
        this.#run('DELETE FROM reasons WHERE run = ?', id);
        this.#insert('reasons', { run: id, code: reason });
      }
      this.#end(id, status);
    });
  }

  /** The code of the error that ended a run early, whether a step failed with it or not. */
  reason(id: string): string | undefined {
    const [row] = this.#rows('reasons', 'WHERE run = ?', id);
    return row && String(row.code);
  }

  /** All runs, oldest first. */
  runs(): Run[] {
    return this.#rows('runs', 'ORDER BY rowid').map(row => this.#toRun(row));
  }

  run(id: string): Run {
    const [row] = this.#rows('runs', 'WHERE id = ?', id);
    if (row === undefined)
      throw new ResiteError('USAGE', `there is no run ${id}`, { hint: 'resite status lists the runs.' });
    return this.#toRun(row);
  }

  beginStep(run: string, step: Step): void {
    this.#record(run, () => {
      const attempt = this.#attempts(run, step.id).length;
      this.#insert('steps', { run, step: step.id, attempt, state: 'begun', started: Date.now() });
    });
  }

  endStep(run: string, step: Step, state: 'done' | 'failed', outcome: unknown): void {
    this.#record(run, () => {
      const begun = this.#attempts(run, step.id).at(-1);
      if (begun === undefined) return;
      const row = { ...begun, state, ended: Date.now(), outcome: JSON.stringify(outcome ?? null) };
      this.#run(
        'UPDATE steps SET state = ?, ended = ?, outcome = ?, checksum = ? WHERE run = ? AND step = ? AND attempt = ?',
        ...[state, row.ended, row.outcome, checksum('steps', row), run, step.id, Number(begun.attempt)],
      );
    });
  }

  /** The latest attempt at each step that was begun, in the order they were begun. */
  steps(run: string): StepRecord[] {
    const latest = `AS s WHERE run = ? AND attempt = (SELECT max(attempt) FROM steps WHERE run = s.run AND step = s.step)`;
    return this.#rows('steps', `${latest} ORDER BY rowid`, run).map(row => ({
      stepId: String(row.step),
      state: this.#one(stepStates, row.state, run),
      started: new Date(Number(row.started)),
      ended: row.ended === null ? undefined : new Date(Number(row.ended)),
      outcome: row.outcome === null ? undefined : this.#json(row.outcome, run),
    }));
  }

  /** Records the earlier states of a host's services, once: a later call for the same run and host changes nothing. */
  recordServices(run: string, host: string, services: readonly Service[]): void {
    this.#record(run, () => {
      if (this.recordedServices(run, host).length > 0) return;
      services.forEach(({ name, state, startType }, position) => {
        this.#insert('services', { run, host, position, name, state, start_type: startType });
      });
    });
  }

  /** In the order in which they were recorded, which is the order in which they are stopped. */
  recordedServices(run: string, host: string): RecordedService[] {
    return this.#rows('services', 'WHERE run = ? AND host = ? ORDER BY position', run, host).map(row => ({
      name: String(row.name),
      state: this.#one(serviceStates, row.state, run),
      startType: this.#one(startTypes, row.start_type, run),
    }));
  }

  recordServiceChange(run: string, host: string, name: string, state: ServiceChange, time = Date.now()): void {
    this.#record(run, () => this.#insert('service_changes', { run, host, name, state, time }));
  }

  /**
   * How long at least one of the host's services was down, in milliseconds: a run that was resumed may have stopped
   * them more than once. `over` is false while one is still down, or when its return could not be recorded; then this is
   * up to the end of the run. A clock that was set back meanwhile takes nothing off. Undefined when none was stopped.
   */
  downtime(run: string, host: string): { milliseconds: number; over: boolean } | undefined {
    const changes = this.#rows('service_changes', 'WHERE run = ? AND host = ? ORDER BY rowid', run, host);
    const down = new Set<string>();
    let since = 0;
    let milliseconds = 0;
    for (const { name, state, time } of changes) {
      const wasUp = down.size === 0;
      if (state === 'stopping') down.add(String(name));
      else down.delete(String(name));
      if (wasUp && down.size > 0) since = Number(time);
      if (!wasUp && down.size === 0) milliseconds += Math.max(0, Number(time) - since);
    }
    if (!changes.some(change => change.state === 'stopping')) return undefined;
    if (down.size === 0) return { milliseconds, over: true };
    const found = this.run(run);
    const end = isSettled(found) ? found.ended : undefined;
    return { milliseconds: milliseconds + Math.max(0, (end?.getTime() ?? Date.now()) - since), over: false };
  }

  /** The error that {@link begin} would be refused with on these hosts. Changes nothing. */
  conflict(hosts: readonly string[]): ResiteError | undefined {
    for (const { run, host } of this.#openOn(hosts)) {
      if (run.alive) return busy(run, host);
      if (this.hasChanged(run.id)) return cutOff(run, host);
    }
    return undefined;
  }

  #end(id: string, status: RunStatus): void {
    this.#amendRun(id, { status, ended: Date.now() });
  }

  #refuseConflict(procedure: Procedure, except?: string): void {
    for (const { run, host } of this.#openOn(Object.keys(procedure.hosts), except)) {
      if (run.alive) throw busy(run, host);
      if (this.hasChanged(run.id)) throw cutOff(run, host);
      this.#end(run.id, 'interrupted'); // it died before it touched anything: there is nothing to resume
    }
  }

  /** The runs that have not come to an end, each with the first of the hosts that it works on. */
  #openOn(hosts: readonly string[], except?: string): { run: Run; host: string }[] {
    const open = this.runs().filter(run => run.id !== except && !isSettled(run));
    return open.flatMap(run => {
      const host = Object.keys(run.procedure.hosts).find(name => hosts.includes(name));
      return host === undefined ? [] : [{ run, host }];
    });
  }

  #nextId(procedure: Procedure): string {
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const [first = '', ...others] = sitesOf(procedure);
    const prefix = `${stamp}-${first}${others.length > 0 ? `+${others.length}` : ''}-${procedure.kind}`;
    const [taken] = this.#all(
      "SELECT count(*) AS count FROM runs WHERE id = ? OR id LIKE ? || '-%'",
      ...[prefix, prefix],
    );
    const count = Number(taken?.count ?? 0);
    return count === 0 ? prefix : `${prefix}-${count + 1}`;
  }

  /** A run belongs to one process; one that was frozen while another took over must not overwrite what that one did. */
  #record(run: string, body: () => void): void {
    this.#transaction(() => {
      const [row] = this.#all('SELECT owner FROM runs WHERE id = ?', run);
      if (row !== undefined && row.owner !== ownIdentity()) throw takenOver(run, String(row.owner));
      body();
    });
  }

  #transaction<T>(body: () => T): T {
    this.#attempt(() => this.#database.exec('BEGIN IMMEDIATE'));
    try {
      const result = body();
      const changes = this.#countOne();
      this.#attempt(() => this.#database.exec('COMMIT'));
      if (changes > (readCount(this.#folder) ?? 0)) writeCount(this.#folder, changes); // not in one that has lost some
      return result;
    } catch (error) {
      // A full disk rolls it back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #changes(): number {
    const [row] = this.#rows('counter', '');
    if (row === undefined) throw damaged(this.path, 'journal', 'the number of its changes is missing');
    return Number(row.changes);
  }

  #countOne(): number {
    const row = { one: 1, changes: this.#changes() + 1 };
    this.#run('UPDATE counter SET changes = ?, checksum = ?', row.changes, checksum('counter', row));
    return row.changes;
  }

  #run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#attempt(() => this.#database.prepare(sql).run(...parameters));
  }

  #insert(table: Table, row: Row): void {
    const values = valuesOf(table, row);
    const names = [...columns[table], 'checksum'].join(', ');
    this.#run(`INSERT INTO ${table} (${names}) VALUES (${values.map(() => '?').join(', ')})`, ...values);
  }

  #amendRun(id: string, changes: Row): void {
    const [found] = this.#rows('runs', 'WHERE id = ?', id);
    const row = { ...found, ...changes };
    const { status, owner, ended } = row as Record<string, SQLInputValue>;
    this.#run(
      'UPDATE runs SET status = ?, owner = ?, ended = ?, checksum = ? WHERE id = ?',
      ...[status ?? null, owner ?? null, ended ?? null, checksum('runs', row), id],
    );
  }

  #attempts(run: string, step: string) {
    return this.#rows('steps', 'WHERE run = ? AND step = ? ORDER BY attempt', run, step);
  }

  /** Whole rows, each as it was written: `JOURNAL_DAMAGED` otherwise. */
  #rows(table: Table, where: string, ...parameters: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    const rows = this.#all(`SELECT * FROM ${table} ${where}`, ...parameters);
    const wrong = rows.find(row => row.checksum !== checksum(table, row));
    if (wrong !== undefined)
      throw this.#damaged(String(wrong.run ?? wrong.id), `a row of ${table} is not as it was written`);
    return rows;
  }

  /** A row whose key is damaged would be missed by whoever asks for it by that key. */
  #lookThrough(table: Table): void {
    this.#attempt(() => {
      for (const row of this.#database.prepare(`SELECT * FROM ${table}`).iterate()) this.#check(table, row);
    });
  }

  #check(table: Table, row: Row): void {
    if (row.checksum === checksum(table, row)) return;
    throw this.#damaged(String(row.run ?? row.id), `a row of ${table} is not as it was written`);
  }

  #one<T extends string>(known: readonly T[], found: unknown, run: string): T {
    const value = known.find(one => one === found);
    if (value === undefined) throw this.#damaged(run, `it has none of ${known.join(', ')}`);
    return value;
  }

  #json(text: unknown, run: string): unknown {
    try {
      return JSON.parse(String(text));
    } catch {
      throw this.#damaged(run, 'an outcome is no JSON');
    }
  }

  #damaged(run: string, found: string): ResiteError {
    return damaged(this.path, 'journal', `run ${JSON.stringify(run)}: ${found}`);
  }

  #toRun(row: Record<string, SQLOutputValue>): Run {
    const id = String(row.id);
    const owner = String(row.owner);
    const status = this.#one(runStatuses, row.status, id);
    const alive = status === 'running' && isAlive(owner);
    const procedure = () => this.#procedure(id, String(row.checksum), row.procedure);
    return {
      id,
      /** Read when it is asked for: most of all runs ever made are only counted. */
      get procedure() {
        return procedure();
      },
      status,
      started: new Date(Number(row.started)),
      ended: row.ended === null ? undefined : new Date(Number(row.ended)),
      alive,
      process: processNumber(owner),
      standsStill: alive && standsStill(owner),
    };
  }

  #procedure(run: string, key: string, text: unknown): Procedure {
    const procedure = this.#procedures.get(key) ?? readProcedure(this.#json(text, run));
    if (typeof procedure === 'string') throw this.#damaged(run, `its procedure: ${procedure}`);
    this.#procedures.set(key, procedure);
    return procedure;
  }

  #all(sql: string, ...parameters: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.#attempt(() => this.#database.prepare(sql).all(...parameters));
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw journalFailure(this.path, error);
    }
  }
}
