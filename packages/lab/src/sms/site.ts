import { readString } from '@resite/registry/values';
import type { ServiceContext } from '../service/service.ts';
import { identification, identificationKey, readBuild, setupKey, setupVersion } from './registry-keys.ts';
import { openTraceLog, type TraceLog } from './trace-log.ts';

/** A site on its own server, as the `Identification` key describes it. */
export interface Site {
  readonly code: string;
  /** '' when the site has no parent. */
  readonly parent: string;
  /** Windows path of the SMS root directory. */
  readonly root: string;
  /** 0 when the registry does not say. */
  readonly build: number;
  /** Folder on this computer below the SMS root, by its names. */
  folder(...names: string[]): string;
  log(name: string, component: string, thread: number): TraceLog;
}

/** Undefined when the key does not describe a site (events 209 and 366). */
export async function readSite(service: ServiceContext): Promise<Site | undefined> {
  const text = async (name: string) => {
    const value = await service.value(identificationKey, name);
    return value === undefined ? undefined : readString(value);
  };
  const version = await service.value(setupKey, setupVersion);
  const [root, code, parent] = await Promise.all([
    text(identification.installationDirectory),
    text(identification.siteCode),
    text(identification.parentSiteCode),
  ]);
  if (root === undefined || code === undefined || !/^[A-Z]:\\[^\\]/i.test(root) || !/^[0-9A-Z]{3}$/i.test(code)) {
    return undefined;
  }
  const folder = (...names: string[]) => service.local([root, ...names].join('\\'));
  return {
    code,
    parent: parent ?? '',
    root,
    build: readBuild(version),
    folder,
    log: (name, component, thread) => openTraceLog(folder('LOGS', name), component, thread),
  };
}
