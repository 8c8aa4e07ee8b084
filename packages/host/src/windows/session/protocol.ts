import type { PackedEntries } from './packed-entries.ts';

/**
 * What the process that holds the connection to a host is asked, and what it answers. It does one thing after another.
 * Paths are those within a share: names with `\` between them, '' for its root.
 */
export interface SessionOperations {
  /** Loads the libraries and logs on; the first request of each process. */
  'log on': (login: Login) => void;
  'list the folder': (place: SharePath) => PackedEntries;
  /** Undefined when there is nothing at the path. */
  'look at': (place: SharePath) => Entry | undefined;
  /** What there is up to `size` bytes; a file that has more stays open. */
  'read the beginning of': (place: SharePath, size: number) => { data: Uint8Array; rest?: OpenFile };
  /** Up to `size` bytes; fewer only at the end of the file. */
  'read on': (file: OpenFile, size: number) => Uint8Array;
  /** Creates the file, which must not exist when it `isNew`, or empties the one that is there. */
  'open for writing': (place: SharePath, file: { isNew: boolean; size: number }) => OpenFile;
  /** Opens the file, which is made when it is missing, so that nobody else can. `EBUSY` when somebody has it open. */
  'hold alone': (place: SharePath) => OpenFile;
  /** False when the server has closed it, or the connection ended. One round trip. */
  'look whether it is still open': (file: OpenFile) => boolean;
  write: (file: OpenFile, position: number, data: Uint8Array) => void;
  close: (file: OpenFile) => void;
  /** No error when it is there. */
  'create the folder': (place: SharePath) => void;
  'set the metadata of': (place: SharePath, metadata: NewMetadata) => void;
  /** A file that is there gives way, a folder does not. */
  rename: (from: SharePath, to: SharePath) => void;
  'remove the file': (place: SharePath) => void;
  'remove the empty folder': (place: SharePath) => void;
  /** Free bytes for this user. */
  'measure the drive of': (place: SharePath) => number;
  call: (pipe: RpcPipe, operation: number, stub: Uint8Array) => Uint8Array;
  'fetch the session key of': (pipe: RpcPipe) => Uint8Array;
}

export type SessionOperation = keyof SessionOperations;

/** The pipes of the remote interfaces that are spoken. */
export type RpcPipe = 'winreg' | 'svcctl' | 'srvsvc' | 'wkssvc' | 'atsvc' | 'lsarpc' | 'samr';

export interface Login {
  readonly address: string;
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  readonly protocol: { readonly min: string; readonly max: string };
  readonly port: number;
  /** Of the libraries, in milliseconds. */
  readonly timeout: number;
  /** Where their configuration is. */
  readonly configurationFile: string;
}

export interface SharePath {
  readonly share: string;
  readonly path: string;
}

/** A file that a process of a session holds open. */
export interface OpenFile {
  readonly process: number;
  readonly file: number;
}

/** What a folder holds. Times in nanoseconds since 1970. */
export interface Entry {
  /** Empty for the root of a share. */
  readonly name: string;
  /** As `PROGRA~1`; empty when it has none. */
  readonly shortName: string;
  readonly size: number;
  /** All bits that the host shows. */
  readonly attributes: number;
  /** Undefined where the library does not show it: SMB 1, and the root of a share. */
  readonly created: bigint | undefined;
  readonly modified: bigint;
  readonly accessed: bigint;
  readonly changed: bigint;
}

/** What is undefined stays as it is. Times in nanoseconds since 1970. */
export interface NewMetadata {
  readonly attributes: number | undefined;
  readonly created: bigint | undefined;
  readonly modified: bigint | undefined;
}

export interface SessionRequest {
  readonly operation: SessionOperation;
  readonly arguments: readonly unknown[];
}

export type SessionAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly failure: SessionFailure };

/** Why something was not done, as data: how it is called, who asked knows. */
export type SessionFailure =
  /** Libraries that are not there, and what the loader said of the first. */
  | { readonly at: 'libraries'; readonly missing: readonly string[]; readonly reason: string }
  /** The NT status of logging on. */
  | { readonly at: 'logon'; readonly status: number }
  /** The NT status of opening the pipe of an interface, or of a call. */
  | { readonly at: 'pipe'; readonly pipe: RpcPipe; readonly status: number }
  | { readonly at: 'call'; readonly pipe: RpcPipe; readonly operation: number; readonly status: number }
  | { readonly at: 'share'; readonly share: string }
  /** What libsmbclient said, as `EACCES`. */
  | { readonly at: 'file'; readonly reason: string }
  /** The file was opened by a process that is gone. */
  | { readonly at: 'handle' }
  /** The request cannot be carried out: a fault of this program. */
  | { readonly at: 'program'; readonly message: string };
