import type { Host } from '../host.ts';

/** One computer with at least the drive C and an installed Windows, made afresh. Tests change it as they like. */
export interface HostUnderTest<Tested = Host> {
  readonly host: Tested;
  /** One more instance for the same computer, as another run of the program would have. */
  readonly another: () => Tested;
  /** The computer's folder, whose subfolders `C`, `D` … are the drives; undefined when its disks are no folders of this computer. */
  readonly folder?: string;
  /** Called after `host` was closed. */
  readonly cleanup: () => Promise<void>;
}

/** Tests of one part of a host want no more than that part. */
export type MakeHost<Tested = Host> = () => Promise<HostUnderTest<Tested>>;

export interface Disks {
  /** False when its disks are no folders of this computer, so that they hold only what the driver puts there. Default true. */
  readonly folders?: boolean;
  /** False when not any bytes can be the security descriptor of a file, and each file has one. Default true. */
  readonly anySecurity?: boolean;
}

/** What a registry may lack. All default true. */
export interface RegistryTraits {
  /** Whether a key that is replaced gets the times of the new content. */
  readonly keyTimes?: boolean;
  /** Whether keys have classes. */
  readonly keyClasses?: boolean;
  /** Whether a value that is set again keeps its name as it was first given. */
  readonly valueNames?: boolean;
}

/** What a powered-off disk is tested with: nothing runs there. */
export interface Offline extends Disks, RegistryTraits {
  readonly live: false;
}

/** What a running computer is tested with. */
export interface Live extends Disks, RegistryTraits {
  readonly live: true;
  /** A program that runs until it is stopped, and an account that may run it. */
  readonly service: {
    readonly imagePath: string;
    readonly account: string;
    readonly password: string;
    /** When the password was set, where the computer itself holds the account. */
    readonly passwordSet?: Date;
  };
  /** A command, and what comes of it. */
  readonly command: {
    readonly program: string;
    readonly args: string[];
    readonly exitCode: number;
    readonly output: string;
  };
  /** Whether the registry that is reached has the keys of the services. Default true. */
  readonly serviceKeys?: boolean;
  /** Whether the service control manager tells what a service depends on, and keeps to it. Default true. */
  readonly dependencies?: boolean;
  /** Whether services log on with their account, and do not start when that is refused. Default true. */
  readonly serviceLogons?: boolean;
  /** The shortest time after which what a lease says is started, in seconds. Default 1. */
  readonly leaseSeconds?: number;
  /** How many claim it side by side, where to connect is dear. Default 6. */
  readonly claimants?: number;
  /** A query and its rows; undefined when the computer has no database, so that a query gives `DATABASE_UNREACHABLE`. */
  readonly database?: { readonly sql: string; readonly rows: Record<string, string | number | null>[] };
}
