import type { Identity, LabHandlers, Shares } from '@resite/host';
import type { LabFile } from '../lab-file.ts';
import type { Statement } from '../service/messages.ts';
import type { MachineRegistry } from './registry.ts';
import type { ServiceControlManager } from './service-control-manager.ts';

/** A powered-on machine, without its line to the outside. */
export interface Machine {
  readonly folder: string;
  readonly labFolder: string;
  readonly lab: LabFile;
  readonly identity: Identity;
  readonly registry: MachineRegistry;
  readonly services: ServiceControlManager;
  readonly handlers: LabHandlers;
  /** Administrative ones included. */
  readonly shares: Shares;
  /** Rows of each statement, from the SQL server of this machine. */
  query(statements: Statement[], readOnly: boolean): Promise<unknown>;
  /** Stops all services and saves the registry. */
  shutDown(): Promise<void>;
}
