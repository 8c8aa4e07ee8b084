import { join } from 'node:path';
import { sameName } from '@resite/registry/names';
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
  /** Folder on this computer below the SMS root of the site server, by its names. */
  folder(...names: string[]): string;
  /** Throws while the site server cannot be reached: from a helper server, over the network. */
  reach(): Promise<void>;
  log(name: string, component: string, thread: number): TraceLog;
}

/** Undefined when the key does not describe a site (events 209 and 366). */
export async function readSite(service: ServiceContext): Promise<Site | undefined> {
  const text = async (name: string) => {
    const value = await service.value(identificationKey, name);
    return value === undefined ? undefined : readString(value);
  };
  const version = await service.value(setupKey, setupVersion);
  const [root, code, parent, server, directory] = await Promise.all([
    text(identification.installationDirectory),
    text(identification.siteCode),
    text(identification.parentSiteCode),
    text(identification.siteServer),
    text(identification.siteDirectory),
  ]);
  if (root === undefined || code === undefined || !/^[A-Z]:\\[^\\]/i.test(root) || !/^[0-9A-Z]{3}$/i.test(code)) {
    return undefined;
  }
  const local = (...names: string[]) => service.local([root, ...names].join('\\'));
  const isHelper = directory !== undefined && server !== undefined && !sameName(server, service.computerName);
  const [drive = '', ...folders] = (directory ?? root).split('\\');
  const share = `\\\\${server}\\${drive[0]}$`;
  const shared = isHelper ? await untilReached(service, share) : '';
  return {
    code,
    parent: parent ?? '',
    root,
    build: readBuild(version),
    folder: isHelper ? (...names) => join(shared, ...folders, ...names) : local,
    reach: async () => {
      if (isHelper) await service.call('network.folder', share);
    },
    // each server has logs of its own
    log: (name, component, thread) => openTraceLog(local('LOGS', name), component, thread),
  };
}

/** The folder behind the share of the site server, once that is up; '' when the service is to stop before. */
async function untilReached(service: ServiceContext, share: string): Promise<string> {
  while (!service.stopping.aborted) {
    const found = await service.call('network.folder', share).catch(() => undefined);
    if (found !== undefined) return found;
    await service.minutes(5);
  }
  return '';
}
