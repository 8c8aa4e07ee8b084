import { type Host, imageHost, labHost } from '@resite/host';

/** How a host is reached; the same shape as in resite.yaml, with absolute paths. */
export type HostSettings =
  | { readonly driver: 'lab'; readonly machine: string }
  | { readonly driver: 'image'; readonly folder: string };

/** An instance of the driver; nothing is contacted before its first use. */
export function connectHost(name: string, settings: HostSettings): Host {
  return settings.driver === 'lab'
    ? labHost({ name, machine: settings.machine })
    : imageHost({ name, folder: settings.folder });
}
