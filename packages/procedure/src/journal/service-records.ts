import { now } from '@resite/filesystem/clock';
import type { Service } from '@resite/host';
import { downtimeOf } from './downtime.ts';
import type { RecordedService, ServiceChange } from './records.ts';
import type { RowReader } from './row-reader.ts';
import { isSettled, type Run } from './run.ts';
import type { JournalStore } from './store.ts';

/** What the records of services take from the journal that they are in. */
export interface ServiceRecordsOf {
  readonly store: JournalStore;
  readonly read: RowReader;
  readonly run: (id: string) => Run;
  /** Does `body` all or nothing; `FENCED` unless the run belongs to this process. */
  readonly record: (run: string, body: () => void) => void;
}

/** What a run has found of the services of its hosts, and what it has done to them. */
export class ServiceRecords {
  readonly #of: ServiceRecordsOf;

  constructor(of: ServiceRecordsOf) {
    this.#of = of;
  }

  /** Records the earlier states of a host's services, once: a later call for the same run and host changes nothing. */
  record(run: string, host: string, services: readonly Service[]): void {
    const { store, record } = this.#of;
    record(run, () => {
      if (this.recorded(run, host).length > 0) return;
      services.forEach(({ name, state, startType }, position) => {
        store.insert('services', { run, host, position, name, state, start_type: startType });
      });
    });
  }

  /** In the order in which they were recorded, which is the order in which they are stopped. */
  recorded(run: string, host: string): RecordedService[] {
    const rows = this.#of.store.rowsOf(run, 'services', { host });
    rows.sort((a, b) => Number(a.position) - Number(b.position));
    return rows.map(this.#of.read.service);
  }

  recordChange(run: string, host: string, name: string, state: ServiceChange, time = now()): void {
    const { store, record } = this.#of;
    record(run, () => store.insert('service_changes', { run, host, name, state, time }));
  }

  /**
   * How long at least one of the host's services was down, in milliseconds: a run that was resumed may have stopped
   * them more than once. `over` is false while one is still down, or when its return could not be recorded; then this is
   * up to the end of the run. A clock that was set back meanwhile takes nothing off. Undefined when none was stopped.
   */
  downtime(run: string, host: string): { milliseconds: number; over: boolean } | undefined {
    const found = downtimeOf(this.#of.store.rowsOf(run, 'service_changes', { host }));
    if (found?.since === undefined) return found && { milliseconds: found.milliseconds, over: true };
    const { status, ended } = this.#of.run(run);
    const end = isSettled({ status }) ? ended : undefined;
    return { milliseconds: found.milliseconds + Math.max(0, (end?.getTime() ?? now()) - found.since), over: false };
  }
}
