import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ResiteError } from '@resite/errors';
import type { Service, ServiceState, StartType } from '@resite/host';
import type { Procedure, Step } from './procedure.ts';
import { isAlive, ownIdentity } from './process-identity.ts';

/**
 * - running: its owner works on it, or died
 * - done: every step is done
 * - failed, interrupted: ended early, services returned; a restore can be continued
 * - unsettled: ended early and at least one service is not in its recorded state
 */
export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted' | 'unsettled';

export interface Run {
  readonly id: string;
  readonly procedure: Procedure;
  readonly status: RunStatus;
  readonly started: Date;
  readonly ended: Date | undefined;
  /** True while the process that performs it lives. */
  readonly alive: boolean;
}

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

const schema = `
  CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, procedure TEXT NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS steps (
    run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL,
    started INTEGER NOT NULL, ended INTEGER, outcome TEXT, PRIMARY KEY (run, step, attempt)) STRICT;
  CREATE TABLE IF NOT EXISTS services (
    run TEXT NOT NULL, host TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, start_type TEXT NOT NULL,
    PRIMARY KEY (run, host, name)) STRICT;
  CREATE TABLE IF NOT EXISTS service_changes (
    run TEXT NOT NULL, host TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
`;

/**
 * The durable record of procedures: every step's intent before it acts and its outcome after, and every service's
 * earlier state before the first stop. SQLite with write-ahead log and full synchronisation: what a method has
 * recorded when it returns survives a power cut. Several processes may have it open at once.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly path: string;

  /** Opens or creates `journal.db` in a private folder. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, 'journal.db');
    try {
      this.#database = new DatabaseSync(this.path, { timeout: 10_000 });
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      this.#database.exec(schema);
    } catch (error) {
      throw new ResiteError('JOURNAL_DAMAGED', `cannot open the journal ${this.path}: ${(error as Error).message}`, {
        hint: 'Keep the file for inspection. If no run is unfinished, move it aside and start again.',
        cause: error,
      });
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /**
   * Begins a run. `PROCEDURE_BUSY` when a living run works on one of the same hosts, `PROCEDURE_UNFINISHED` when a
   * dead one left such a host unsettled: two runs on one host would take each other's stopped services for its earlier state.
   */
  begin(procedure: Procedure): Run {
    return this.#transaction(() => {
      const hosts = new Set(Object.keys(procedure.hosts));
      for (const other of this.runs()) {
        if (other.status !== 'running' && other.status !== 'unsettled') continue;
        const shared = Object.keys(other.procedure.hosts).find(host => hosts.has(host));
        if (shared !== undefined) throw conflict(other, shared);
      }
      const id = this.#nextId(procedure);
      this.#database
        .prepare('INSERT INTO runs (id, procedure, status, owner, started) VALUES (?, ?, ?, ?, ?)')
        .run(id, JSON.stringify(procedure), 'running', ownIdentity(), Date.now());
      return this.run(id);
    });
  }

  /** Takes over a run whose owner is gone. `PROCEDURE_BUSY` when it is not, or when another took it first. */
  takeOver(id: string): Run {
    return this.#transaction(() => {
      const run = this.run(id);
      if (run.alive) throw conflict(run, Object.keys(run.procedure.hosts)[0] ?? '');
      this.#database
        .prepare("UPDATE runs SET status = 'running', owner = ?, ended = NULL WHERE id = ?")
        .run(ownIdentity(), id);
      return this.run(id);
    });
  }

  end(id: string, status: Exclude<RunStatus, 'running'>): void {
    this.#database.prepare('UPDATE runs SET status = ?, ended = ? WHERE id = ?').run(status, Date.now(), id);
  }

  /** All runs, oldest first. */
  runs(): Run[] {
    return this.#database.prepare('SELECT * FROM runs ORDER BY started, id').all().map(toRun);
  }

  run(id: string): Run {
    const row = this.#database.prepare('SELECT * FROM runs WHERE id = ?').get(id);
    if (row === undefined)
      throw new ResiteError('USAGE', `there is no run ${id}`, { hint: 'resite status lists the runs.' });
    return toRun(row);
  }

  beginStep(run: string, step: Step): void {
    this.#database
      .prepare(
        `INSERT INTO steps (run, step, attempt, state, started)
         VALUES (?, ?, (SELECT count(*) FROM steps WHERE run = ? AND step = ?), 'begun', ?)`,
      )
      .run(run, step.id, run, step.id, Date.now());
  }

  endStep(run: string, step: Step, state: 'done' | 'failed', outcome: unknown): void {
    this.#database
      .prepare(
        `UPDATE steps SET state = ?, ended = ?, outcome = ? WHERE run = ? AND step = ?
         AND attempt = (SELECT max(attempt) FROM steps WHERE run = ? AND step = ?)`,
      )
      .run(state, Date.now(), JSON.stringify(outcome ?? null), run, step.id, run, step.id);
  }

  /** The latest attempt at each step that was begun, in the order they were begun. */
  steps(run: string): StepRecord[] {
    return this.#database
      .prepare(
        `SELECT * FROM steps AS s WHERE run = ? AND attempt = (SELECT max(attempt) FROM steps WHERE run = s.run AND step = s.step)
         ORDER BY started, rowid`,
      )
      .all(run)
      .map(row => ({
        stepId: String(row.step),
        state: row.state as StepRecord['state'],
        started: new Date(Number(row.started)),
        ended: row.ended === null ? undefined : new Date(Number(row.ended)),
        outcome: row.outcome === null ? undefined : JSON.parse(String(row.outcome)),
      }));
  }

  /** Records the earlier states of a host's services, once: a later call for the same run and host changes nothing. */
  recordServices(run: string, host: string, services: readonly Service[]): void {
    this.#transaction(() => {
      if (this.recordedServices(run, host).length > 0) return;
      const insert = this.#database.prepare(
        'INSERT INTO services (run, host, position, name, state, start_type) VALUES (?, ?, ?, ?, ?, ?)',
      );
      services.forEach((service, position) => {
        insert.run(run, host, position, service.name, service.state, service.startType);
      });
    });
  }

  /** In the order in which they were recorded, which is the order in which they are stopped. */
  recordedServices(run: string, host: string): RecordedService[] {
    return this.#database
      .prepare('SELECT name, state, start_type FROM services WHERE run = ? AND host = ? ORDER BY position')
      .all(run, host)
      .map(row => ({
        name: String(row.name),
        state: row.state as ServiceState,
        startType: row.start_type as StartType,
      }));
  }

  recordServiceChange(run: string, host: string, name: string, state: 'stopping' | 'returned'): void {
    this.#database
      .prepare('INSERT INTO service_changes (run, host, name, state, time) VALUES (?, ?, ?, ?, ?)')
      .run(run, host, name, state, Date.now());
  }

  /**
   * How long at least one of the host's services was down, in milliseconds: a run that was resumed may have stopped
   * them more than once. `over` is false while one is still down. Undefined when none was stopped.
   */
  downtime(run: string, host: string): { milliseconds: number; over: boolean } | undefined {
    const changes = this.#database
      .prepare('SELECT name, state, time FROM service_changes WHERE run = ? AND host = ? ORDER BY time, rowid')
      .all(run, host);
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
    return { milliseconds: milliseconds + (down.size > 0 ? Date.now() - since : 0), over: down.size === 0 };
  }

  #nextId(procedure: Procedure): string {
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const prefix = `${stamp}-${procedure.siteCode}-${procedure.kind}`;
    const taken = this.#database
      .prepare("SELECT count(*) AS count FROM runs WHERE id = ? OR id LIKE ? || '-%'")
      .get(prefix, prefix);
    const count = Number(taken?.count ?? 0);
    return count === 0 ? prefix : `${prefix}-${count + 1}`;
  }

  #transaction<T>(body: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function toRun(row: Record<string, unknown>): Run {
  return {
    id: String(row.id),
    procedure: JSON.parse(String(row.procedure)) as Procedure,
    status: row.status as RunStatus,
    started: new Date(Number(row.started)),
    ended: row.ended === null ? undefined : new Date(Number(row.ended)),
    alive: row.status === 'running' && isAlive(String(row.owner)),
  };
}

function conflict(other: Run, host: string): ResiteError {
  if (other.alive) {
    return new ResiteError('PROCEDURE_BUSY', `run ${other.id} is working on ${host}`, {
      hint: 'Wait for its end, or interrupt it there with Ctrl-C.',
    });
  }
  return new ResiteError('PROCEDURE_UNFINISHED', `run ${other.id} on ${host} was cut off`, {
    hint: `Run "resite resume" first: it returns every service to its recorded state.`,
  });
}
