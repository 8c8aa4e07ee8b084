import type { Service, ServiceDefinition, Share } from '@resite/host';
import type { RegistryKey, RegistryValue } from '@resite/registry';

/** What a service process may ask of its machine: what the Win32 API gave the real ones. */
export interface MachineCalls {
  'registry.read'(path: string): RegistryKey | undefined;
  'registry.setValue'(path: string, value: RegistryValue): void;
  'registry.remove'(path: string): void;
  /** A key with these values that is not saved and is gone after the next power-on. */
  'registry.setVolatileKey'(path: string, values: RegistryValue[]): void;
  'services.list'(): Service[];
  'services.start'(name: string): void;
  'services.install'(definition: ServiceDefinition, password: string | undefined): void;
  'shares.list'(): Share[];
  'shares.create'(share: Share): void;
  /** Folder on this computer behind `\\SERVER\SHARE`; fails unless that machine is up and shares it. */
  'network.folder'(unc: string): string;
  /** Starts a service of another machine that is up; false when it is not stopped. */
  'network.startService'(server: string, name: string): boolean;
  /** Statements of one transaction on the SQL server of this machine; the rows of each. */
  'database.execute'(statements: Statement[]): Row[][];
}

export interface Statement {
  sql: string;
  parameters?: (string | number)[];
}

export type Row = Record<string, string | number | null>;

/** How an error travels between the processes of a machine. */
export interface Failure {
  code?: string | undefined;
  message: string;
  hint?: string | undefined;
}

export type Answer = { type: 'answer'; id: number; result: unknown } | { type: 'answer'; id: number; failure: Failure };

export type FromService =
  | { type: 'running' }
  | { type: 'call'; id: number; operation: keyof MachineCalls; arguments: unknown[] }
  | Answer;

export type ToService =
  | { type: 'control'; code: 'stop' | number }
  /** Only to the SQL server. */
  | { type: 'query'; id: number; statements: Statement[]; readOnly: boolean }
  | Answer;

/** What a service process finds in its environment as `RESITE_LAB_SERVICE`, as JSON. */
export interface ServiceEnvironment {
  /** The machine folder on this computer. */
  folder: string;
  computerName: string;
  domain: string;
  drives: readonly string[];
  minuteMs: number;
  service: string;
  /** Windows path. */
  imagePath: string;
}
