import type { Backend, FileType } from './backend.ts';

/** A backend whose calls may fail for a passing reason: after `REPOSITORY_UNREACHABLE` another try is worth it. */
export interface RemoteBackend extends Backend {
  /** In bytes; undefined when the file is not there. */
  size(type: FileType, name: string): Promise<number | undefined>;
}

/** Milliseconds. */
export interface Timeouts {
  /** Until there is a secure connection. */
  readonly connect: number;
  /** Without a byte in either direction. */
  readonly idle: number;
}

export const defaultTimeouts: Timeouts = { connect: 30_000, idle: 120_000 };

/** How a server is reached and how one logs on to it. Each kind of server takes what applies to it and ignores the rest. */
export interface ServerSettings {
  /** User of a REST server, access key ID of S3. The user of an SFTP server stands in the location. */
  readonly user?: string | undefined;
  /** Called once, when the password or the secret key of S3 is first needed. */
  readonly password?: (() => Promise<string>) | undefined;
  /** PEM file with the certificates of authorities to trust, instead of those of the system. */
  readonly caFile?: string | undefined;
  /** PEM file with a certificate and its private key, by which a server of REST or S3 knows this computer. */
  readonly clientCertificateFile?: string | undefined;
  /** Private key for SFTP, beside those of the agent. */
  readonly keyFile?: string | undefined;
  /** Known hosts for SFTP, instead of those of the user and of the system. */
  readonly knownHostsFile?: string | undefined;
  /** Of S3. */
  readonly region?: string | undefined;
}
