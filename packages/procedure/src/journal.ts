import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import type { Service, ServiceState, StartType } from '@resite/host';
import { busy, cutOff, journalFailure, superseded, takenOver } from './journal-failure.ts';
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

const schema = `
  CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, procedure TEXT NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS reasons (run TEXT PRIMARY KEY, code TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS steps (
    run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER, outcome TEXT, PRIMARY KEY (run, step, attempt)) STRICT;
  CREATE TABLE IF NOT EXISTS services (
    run TEXT NOT NULL, host TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, start_type TEXT NOT NULL,
    PRIMARY KEY (run, host, name)) STRICT;
  CREATE TABLE IF NOT EXISTS service_changes (
    run TEXT NOT NULL, host TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
`;

/** How long one process waits for the record of another, in milliseconds. */
const patience = 10_000;

/**
 * The durable record of procedures: every step's intent before it acts and its outcome after, and every service's
 * earlier state before the first stop. SQLite with write-ahead log and full synchronisation: what a method has
 * recorded when it returns survives a power cut. Several processes may have it open at once.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly path: string;

  /** Opens or creates `journal.db`, readable only by this user, in a folder that is made private when it is new. */
  constructor(folder: string) {
    this.path = join(folder, 'journal.db');
    this.#database = new DatabaseSync(this.path, { timeout: patience, open: false });
    this.#attempt(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      closeSync(openSync(this.path, 'a', 0o600)); // SQLite would let others read it; its other files follow this one
      this.#database.open();
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      this.#database.exec(schema);
    });
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /**
   * Begins a run. `PROCEDURE_BUSY` when a living run works on one of the same hosts, `PROCEDURE_UNFINISHED` when a
   * dead one has changed such a host: two runs on one host would take each other's stopped services for its earlier state.
   */
  begin(procedure: Procedure): Run {
    return this.#transaction(() => {
      this.#refuseConflict(procedure);
      const id = this.#nextId(procedure);
      this.#run(
        'INSERT INTO runs (id, procedure, status, owner, started) VALUES (?, ?, ?, ?, ?)',
        ...[id, JSON.stringify(procedure), 'running', ownIdentity(), Date.now()],
      );
      return this.run(id);
    });
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
      this.#run("UPDATE runs SET status = 'running', owner = ?, ended = NULL WHERE id = ?", ownIdentity(), id);
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
      if (reason !== undefined) this.#run('REPLACE INTO reasons (run, code) VALUES (?, ?)', id, reason);
      this.#end(id, status);
    });
  }

  /** The code of the error that ended a run early, whether a step failed with it or not. */
  reason(id: string): string | undefined {
    const [row] = this.#all('SELECT code FROM reasons WHERE run = ?', id);
    return row && String(row.code);
  }

  /** All runs, oldest first. */
  runs(): Run[] {
    return this.#all('SELECT * FROM runs ORDER BY rowid').map(toRun);
  }

  run(id: string): Run {
    const [row] = this.#all('SELECT * FROM runs WHERE id = ?', id);
    if (row === undefined)
      throw new ResiteError('USAGE', `there is no run ${id}`, { hint: 'resite status lists the runs.' });
    return toRun(row);
  }

  beginStep(run: string, step: Step): void {
    this.#record(run, () =>
      this.#run(
        `INSERT INTO steps (run, step, attempt, state, started)
         VALUES (?, ?, (SELECT count(*) FROM steps WHERE run = ? AND step = ?), 'begun', ?)`,
        ...[run, step.id, run, step.id, Date.now()],
      ),
    );
  }

  endStep(run: string, step: Step, state: 'done' | 'failed', outcome: unknown): void {
    this.#record(run, () =>
      this.#run(
        `UPDATE steps SET state = ?, ended = ?, outcome = ? WHERE run = ? AND step = ?
         AND attempt = (SELECT max(attempt) FROM steps WHERE run = ? AND step = ?)`,
        ...[state, Date.now(), JSON.stringify(outcome ?? null), run, step.id, run, step.id],
      ),
    );
  }

  /** The latest attempt at each step that was begun, in the order they were begun. */
  steps(run: string): StepRecord[] {
    return this.#all(
      `SELECT * FROM steps AS s WHERE run = ? AND attempt = (SELECT max(attempt) FROM steps WHERE run = s.run AND step = s.step)
       ORDER BY rowid`,
      run,
    ).map(row => ({
      stepId: String(row.step),
      state: row.state as StepRecord['state'],
      started: new Date(Number(row.started)),
      ended: row.ended === null ? undefined : new Date(Number(row.ended)),
      outcome: row.outcome === null ? undefined : JSON.parse(String(row.outcome)),
    }));
  }

  /** Records the earlier states of a host's services, once: a later call for the same run and host changes nothing. */
  recordServices(run: string, host: string, services: readonly Service[]): void {
    this.#record(run, () => {
      if (this.recordedServices(run, host).length > 0) return;
      services.forEach(({ name, state, startType }, position) => {
        this.#run(
          'INSERT INTO services (run, host, position, name, state, start_type) VALUES (?, ?, ?, ?, ?, ?)',
          ...[run, host, position, name, state, startType],
        );
      });
    });
  }

  /** In the order in which they were recorded, which is the order in which they are stopped. */
  recordedServices(run: string, host: string): RecordedService[] {
    return this.#all(
      'SELECT name, state, start_type FROM services WHERE run = ? AND host = ? ORDER BY position',
      ...[run, host],
    ).map(row => ({
      name: String(row.name),
      state: row.state as ServiceState,
      startType: row.start_type as StartType,
    }));
  }

  recordServiceChange(run: string, host: string, name: string, state: ServiceChange, time = Date.now()): void {
    this.#record(run, () =>
      this.#run(
        'INSERT INTO service_changes (run, host, name, state, time) VALUES (?, ?, ?, ?, ?)',
        ...[run, host, name, state, time],
      ),
    );
  }

  /**
   * How long at least one of the host's services was down, in milliseconds: a run that was resumed may have stopped
   * them more than once. `over` is false while one is still down, or when its return could not be recorded; then this is
   * up to the end of the run. Undefined when none was stopped.
   */
  downtime(run: string, host: string): { milliseconds: number; over: boolean } | undefined {
    const changes = this.#all(
      'SELECT name, state, time FROM service_changes WHERE run = ? AND host = ? ORDER BY rowid',
      ...[run, host],
    );
    const down = new Set<string>();
    let since = 0;
    let milliseconds = 0;
    for (const { name, state, time } of changes) {
      const wasUp = down.size === 0;
      if (state === 'stopping') down.add(String(name));
      else down.delete(String(name));
      if (wasUp && down.size > 0) since = Number(time);
      if (!wasUp && down.size === 0) milliseconds += Number(time) - since;
    }
    if (!changes.some(change => change.state === 'stopping')) return undefined;
    if (down.size === 0) return { milliseconds, over: true };
    const found = this.run(run);
    const end = isSettled(found) ? found.ended : undefined;
    return { milliseconds: milliseconds + (end?.getTime() ?? Date.now()) - since, over: false };
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
    this.#run('UPDATE runs SET status = ?, ended = ? WHERE id = ?', status, Date.now(), id);
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
    return this.runs().flatMap(run => {
      const isOpen = run.id !== except && !isSettled(run);
      const host = Object.keys(run.procedure.hosts).find(name => hosts.includes(name));
      return isOpen && host !== undefined ? [{ run, host }] : [];
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
      this.#attempt(() => this.#database.exec('COMMIT'));
      return result;
    } catch (error) {
      // A full disk rolls it back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#attempt(() => this.#database.prepare(sql).run(...parameters));
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

function toRun(row: Record<string, unknown>): Run {
  const owner = String(row.owner);
  const alive = row.status === 'running' && isAlive(owner);
  return {
    id: String(row.id),
    procedure: JSON.parse(String(row.procedure)) as Procedure,
    status: row.status as RunStatus,
    started: new Date(Number(row.started)),
    ended: row.ended === null ? undefined : new Date(Number(row.ended)),
    alive,
    process: processNumber(owner),
    standsStill: alive && standsStill(owner),
  };
}
