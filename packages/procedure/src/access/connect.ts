import { createRequire } from 'node:module';
import { at, port } from '@resite/filesystem/port';
import type { Host } from '@resite/host';
import { imageHost } from '@resite/host/image';
import { labHost } from '@resite/host/lab';
import { namingFailures } from '@resite/host/naming-failures';
import { type WindowsHostSettings, windowsSettings } from './windows-settings.ts';

/** How a host is reached, with absolute paths. */
export type HostSettings =
  | {
      readonly driver: 'lab';
      readonly machine: string;
      /** Seconds that one of its services may take to stop or to start. Default 180: a slow machine takes minutes (Q141237). */
      readonly serviceTimeout?: number;
      /** After so many minutes without a sign of the run it starts its services by itself. Default 15. */
      readonly leaseMinutes?: number;
    }
  | { readonly driver: 'image'; readonly folder: string }
  | WindowsHostSettings;

/** Milliseconds that one of its services may take to stop or to start. */
export function serviceTimeoutMs(settings: HostSettings | undefined): number {
  const seconds = settings === undefined || settings.driver === 'image' ? undefined : settings.serviceTimeout;
  return (seconds ?? 180) * 1000;
}

/** An instance of the driver; nothing is contacted before its first use. */
export function connectHost(name: string, settings: HostSettings): Host {
  return namingFailures(at(hosts)(name, settings));
}

function connectReal(name: string, settings: HostSettings): Host {
  switch (settings.driver) {
    case 'lab':
      return labHost({ name, machine: settings.machine });
    case 'image':
      return imageHost({ name, folder: settings.folder });
    case 'windows':
      return loadWindows().windowsHost(windowsSettings(name, settings));
  }
}

/** Loaded when there is such a host: the start of every other run is free of it. */
const loadWindows = (): typeof import('@resite/host/windows') => createRequire(import.meta.url)('@resite/host/windows');

/** The ways to hosts. */
export const hosts = port(connectReal);
