import type { RegistryKey, RegistryValue } from '@resite/registry';

/**
 * A computer, seen through what it can do. Paths are Windows paths (`C:\SMS\SYSTEM.MAP`); names compare as
 * Windows compares them. Every part throws `ResiteError`: `HOST_DOWN` when the computer does not answer,
 * `HOST_NOT_LIVE` when it is a powered-off disk and the action needs a running computer.
 *
 * Every action may be begun twice, even side by side with its own lost twin: each one is idempotent (its doc says how),
 * and each change carries the fence of this instance, which the host refuses once another instance has claimed a later one.
 */
export interface Host {
  /** The name by which the configuration knows the host. */
  readonly name: string;
  readonly driver: 'lab' | 'image' | 'memory' | 'windows';
  /** False for a powered-off disk: nothing runs there, so every service is stopped and none can be started. */
  readonly live: boolean;
  readonly files: Files;
  readonly registry: Registry;
  readonly services: Services;
  readonly shares: Shares;
  readonly commands: Commands;
  readonly database: Database;
  readonly lease: Lease;
  identity(): Promise<Identity>;
  /** The host's own clock, UTC. */
  now(): Promise<Date>;
  /**
   * Takes over the right to change this host: later changes through any earlier claimant fail with `FENCED`.
   * An instance that never claimed can only read; its changes claim first.
   */
  claim(): Promise<void>;
  /** The number of this instance's claim; claims when it has never done so. Once fenced out it stays so. */
  fence(): Promise<number>;
  /** Returns when this instance may change the host now, and throws `FENCED` when another one has taken it over. */
  permit(): Promise<void>;
  close(): Promise<void>;
}

export interface Identity {
  /** NetBIOS name, upper case. */
  computerName: string;
  domain: string;
  /** `CurrentVersion` of Windows NT, such as `3.51`, and `CSDVersion`, '' when none. */
  windowsVersion: string;
  servicePack: string;
  /** Number of the ANSI code page; left out when the registry does not say. */
  ansiCodePage?: number;
  platform: string; // X86, ALPHA or MIPS: the names SMS gives to its <platform>.BIN folders
  /** Local hard drives, upper-case letters in order: `['C', 'D']`. */
  drives: string[];
  systemRoot: string; // C:\WINNT35
  /** Undefined when nothing says it; descriptions of earlier versions have none. */
  role?: DomainRole;
  /** Hotfixes of Windows NT by their articles, such as `Q167871`; descriptions of earlier versions have none. */
  hotfixes?: readonly string[];
}

/**
 * What a computer is in its domain. A `domain-controller` is one of which it cannot be told whether it is the primary one or a backup;
 * a `server` belongs to a domain or stands alone.
 */
export type DomainRole =
  | 'primary-domain-controller'
  | 'backup-domain-controller'
  | 'domain-controller'
  | 'server'
  | 'workstation';

export interface FileInfo {
  name: string;
  type: 'file' | 'directory';
  size: number;
  /** Nanoseconds since 1970. `changed` is the inode change time where the host has one. */
  modified: bigint;
  /** Undefined where the way to the host does not show it: SMB 1, and there the root of a drive as well with later ones. */
  created?: bigint;
  changed?: bigint;
  inode?: bigint;
  /** FILE_ATTRIBUTE_ bits: read-only 1, hidden 2, system 4, directory 0x10, archive 0x20. */
  attributes: number;
  /** Only when it was asked for. */
  securityDescriptor?: Uint8Array;
}

export interface FileMetadata {
  modified?: bigint;
  created?: bigint;
  attributes?: number;
  /** Self-relative SECURITY_DESCRIPTOR. */
  securityDescriptor?: Uint8Array;
}

export interface FileWriter {
  write(position: number, data: Uint8Array): Promise<void>;
  /** Makes the content durable. */
  close(): Promise<void>;
}

export interface Files {
  /** What `setMetadata` keeps of times, in nanoseconds: each is rounded down to a multiple of it. To the nanosecond when undefined. */
  readonly timePrecision?: { readonly modified: bigint; readonly created: bigint };
  /** The bits of attributes that are shown and kept; the others are as if nobody had set them. All when undefined. */
  readonly keptAttributes?: number;
  /** Undefined when there is nothing at this path. */
  stat(path: string): Promise<FileInfo | undefined>;
  /**
   * The children of a folder, sorted by name bytes, on request with their security descriptors; `FILE_MISSING` when it does not exist.
   * `known` is an earlier answer for the same folder. What it says of a child may be given again where size, times and inode
   * show that nothing of the child has changed since, attributes and security descriptor included.
   */
  list(path: string, options?: { security?: boolean; known?: readonly FileInfo[] | undefined }): Promise<FileInfo[]>;
  securityDescriptor(path: string): Promise<Uint8Array | undefined>;
  /** The whole content; for files of a few MiB. */
  read(path: string): Promise<Buffer>;
  stream(path: string): AsyncIterable<Buffer>;
  /** Replaces the whole content durably and atomically; missing folders above are created. */
  write(path: string, data: Uint8Array): Promise<void>;
  /** Opens for writing at positions; creates or truncates. */
  openWriter(path: string, size: number): Promise<FileWriter>;
  /** No error when it exists; creates those above as well. */
  createFolder(path: string): Promise<void>;
  setMetadata(path: string, metadata: FileMetadata): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with everything in it; what is not there is no error. */
  remove(path: string): Promise<void>;
  freeBytes(drive: string): Promise<number>;
  /** Who has the file open over the network; nobody where the driver cannot tell. */
  usersOf?(path: string): Promise<string[]>;
  /** What Windows calls it: `NTFS`, `FAT` or `HPFS`. Undefined where nothing tells it. */
  fileSystem(drive: string): Promise<string | undefined>;
}

/** Paths are `HKLM\SOFTWARE\…` or `HKLM\SYSTEM\…`; `CurrentControlSet` is understood. */
export interface Registry {
  /** The key with everything below; undefined when it does not exist. */
  read(path: string): Promise<RegistryKey | undefined>;
  value(path: string, name: string): Promise<RegistryValue | undefined>;
  /** Creates the key when needed and replaces its whole content, as Restore of REGEDT32 does (Q138347 Restore 2). */
  replace(path: string, content: RegistryKey): Promise<void>;
  /** Creates the key when needed. */
  setValue(path: string, value: RegistryValue): Promise<void>;
  /** Removes the key and everything below; what is not there is no error. */
  remove(path: string): Promise<void>;
}

export type ServiceState = 'stopped' | 'start-pending' | 'running' | 'stop-pending';
export type StartType = 'auto' | 'manual' | 'disabled';

export interface Service {
  name: string;
  displayName: string;
  state: ServiceState;
  startType: StartType;
  imagePath: string;
  /** `DOMAIN\user`, or `LocalSystem`. */
  account: string;
  /** What Windows starts before it: names of services, and of groups with a `+` before. Left out when there is nothing, or the host does not tell. */
  dependsOn?: readonly string[];
}

export interface ServiceDefinition {
  name: string;
  displayName?: string;
  imagePath: string;
  account: string;
  startType: StartType;
  /** As in {@link Service}. Left out, a new service depends on nothing, and of one that is there it does not matter. */
  dependsOn?: readonly string[];
}

/** `locked-out` and `disabled` are answered whatever the password is (NT errors 1909 and 1331). */
export type AccountVerdict = 'ok' | 'logon-failure' | 'locked-out' | 'disabled' | 'no-service-right';

/** A name that no service can have is `PATH_INVALID`. */
export interface Services {
  /** Sorted by name. Only Win32 services, not drivers; of those with these names alone where names are given, which some hosts tell sooner. */
  list(names?: readonly string[]): Promise<Service[]>;
  query(name: string): Promise<Service | undefined>;
  /**
   * Returns when the service control manager has accepted the control; a running service is no error. What it depends on is started first;
   * where that fails, `SERVICE_START_FAILED`.
   */
  start(name: string): Promise<void>;
  /**
   * As `start`; a stopped service is no error. `SERVICE_DEPENDENTS_RUNNING`, by their names, while others that depend on it run: whoever
   * stops a service knows by which list it starts again, so none of them is stopped here.
   */
  stop(name: string): Promise<void>;
  /** `SERVICE_EXISTS` when one of this name has other settings; the same settings again are no error and set the password anew. */
  install(definition: ServiceDefinition, password: string | undefined): Promise<void>;
  /** What is not there is no error. A running service is stopped first. */
  remove(name: string): Promise<void>;
  setStartType(name: string, startType: StartType): Promise<void>;
  /** Would a service with this account and password be allowed to log on? Changes nothing. */
  verifyAccount(account: string, password: string): Promise<AccountVerdict>;
  /**
   * When the password of an account was set that this computer itself holds: one of its domain when it is a controller of that, else one of its own.
   * Undefined when it holds no such account, or does not tell. `RPC_STATUS` when it refuses.
   */
  passwordSet(account: string): Promise<Date | undefined>;
}

export interface Share {
  name: string;
  path: string;
  comment: string;
  /** Security descriptor of the share itself, where the host has one recorded. */
  securityDescriptor?: Uint8Array;
}

export interface Shares {
  /** Sorted by name; administrative shares (`C$`, `ADMIN$`) included. */
  list(): Promise<Share[]>;
  /** Creates the share or gives an existing one these settings. */
  create(share: Share): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface CommandResult {
  exitCode: number;
  output: string;
}

export interface Commands {
  /**
   * Runs a program or batch file and waits for its end. A powered-off disk runs it at its next boot
   * (`…\CurrentVersion\RunOnce`) and answers at once with `deferred`.
   */
  run(program: string, args?: string[]): Promise<CommandResult | 'deferred'>;
}

export interface Database {
  /**
   * Rows of a read-only query to the database server of this computer. `DATABASE_UNREACHABLE` when none answers; when it refuses the
   * query, that or `COMMAND_FAILED`.
   */
  query(sql: string, ...parameters: (string | number)[]): Promise<Record<string, string | number | null>[]>;
}

/**
 * The dead man's switch: what starts services again by itself when the computer that stopped them is gone. There is one a
 * host, and it outlives a restart of the host. To hold, renew and release it are changes like others: they are fenced.
 * A powered-off disk has none: `HOST_NOT_LIVE`.
 */
export interface Lease {
  /**
   * From now on the host starts these services itself, in this order, unless `renew` or `release` comes within `seconds`.
   * Replaces one that is held. A service that runs already stays as it is; one that cannot be started keeps no other down: the
   * host tries it some more times, then gives it up. `LEASE_UNAVAILABLE` when nothing on the host can do it, and then nothing is held.
   */
  hold(services: readonly string[], seconds: number): Promise<void>;
  /** Puts it off to `seconds` from now. `LEASE_EXPIRED` when the host has begun to start the services by itself, or none is held. */
  renew(seconds: number): Promise<void>;
  /** Takes it away; no error when there is none. What the host has started by itself stays. */
  release(): Promise<void>;
}
