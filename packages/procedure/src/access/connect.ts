import { at, port } from '@resite/filesystem/port';
import type { Host } from '@resite/host';
import { imageHost } from '@resite/host/image';
import { labHost } from '@resite/host/lab';
import { namingFailures } from '@resite/host/naming-failures';

/** How a host is reached, with absolute paths. */
export type HostSettings =
  | {
      readonly driver: 'lab';
      readonly machine: string;
      /** Seconds that one of its services may take to stop or to start. Default 180: a slow machine takes minutes (Q141237). */
      readonly serviceTimeout?: number;
    }
  | { readonly driver: 'image'; readonly folder: string };

/** Milliseconds that one of its services may take to stop or to start. */
export function serviceTimeoutMs(settings: HostSettings | undefined): number {
  const seconds = settings?.driver === 'lab' ? settings.serviceTimeout : undefined;
  return (seconds ?? 180) * 1000;
}

/** An instance of the driver; nothing is contacted before its first use. */
export function connectHost(name: string, settings: HostSettings): Host {
  return namingFailures(at(hosts)(name, settings));
}

const connectReal = (name: string, settings: HostSettings): Host =>
  settings.driver === 'lab'
    ? labHost({ name, machine: settings.machine })
    : imageHost({ name, folder: settings.folder });

/** The ways to hosts. */
export const hosts = port(connectReal);
