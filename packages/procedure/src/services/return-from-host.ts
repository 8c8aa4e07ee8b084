import { ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { sameName, uniqueNames } from '@resite/registry/names';
import type { Profile } from '@resite/site';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { allProfiles, isServiceOf } from '@resite/site/profiles/profiles';
import { connectHost, type HostSettings, serviceTimeoutMs } from '../access/connect.ts';
import type { Emit } from '../execution/events.ts';
import { forget } from '../host-memory/remember.ts';
import { type Standing, standing } from '../host-memory/standing.ts';
import { stoppedByUnknown } from '../host-memory/stopped-by-unknown.ts';
import { readStopped, type StoppedRecord } from '../host-memory/stopped-record.ts';
import type { Journal } from '../journal/journal.ts';
import { isUnfinished } from '../journal/run.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { returnServices } from './services.ts';

/** `nothing` was remembered; `off`: a powered-off disk, whose services start with the computer. */
export type FromHost =
  | { readonly found: 'nothing' | 'off' }
  | {
      readonly found: 'record';
      readonly record: StoppedRecord /** Services that were changed. */;
      readonly returned: readonly string[];
    };

/**
 * Returns the services of a host to what it remembers itself, and makes it forget: for when the journal of the run that
 * stopped them is lost. The claim comes first, so a lost run that still lives can change nothing more there. Only services of
 * sites are touched, and only their states and start types: whoever administers the host can forge the record.
 * `PROCEDURE_BUSY` when a run of this journal is at work there, `PROCEDURE_UNFINISHED` when one is open that can return them. Idempotent.
 */
export async function returnFromHost(
  name: string,
  settings: HostSettings,
  {
    journal,
    emit,
    profiles,
  }: {
    journal: Pick<Journal, 'conflict' | 'runs'>;
    emit: Emit;
    /** Beside those that come with Resite. */
    profiles?: readonly Profile[] | undefined;
  },
): Promise<FromHost> {
  const conflict = journal.conflict([name]);
  if (conflict?.code === 'PROCEDURE_BUSY') throw conflict;
  const host = connectHost(name, settings);
  try {
    if (!host.live) return { found: 'off' };
    const first = await standing(host);
    // A run that this journal has open can do nothing for services that a lost run has stopped since.
    if (conflict !== undefined && !isOfLostRun(first, journal)) throw conflict;
    if (first === undefined) return { found: 'nothing' };
    if ('unreadable' in first.record) throw stoppedByUnknown(name, first);
    await refuseStrangers(host, first.record, profiles);
    await host.claim();
    // What was there before the claim may have been another one's work.
    const record = await readStopped(host);
    if (record === undefined) return { found: 'nothing' };
    if ('unreadable' in record || record.run !== first.record.run) {
      throw stoppedByUnknown(name, (await standing(host)) ?? first);
    }
    const { run, services } = record;
    await refuseStrangers(host, record, profiles);
    const timeoutMs = serviceTimeoutMs(settings);
    try {
      const { changed: returned } = await returnServices({ run, host, note: () => {}, emit, timeoutMs }, services);
      await forget(host);
      return { found: 'record', record, returned };
    } catch (error) {
      throw withHint(error, name);
    }
  } finally {
    await host.close();
  }
}

function isOfLostRun(found: Standing | undefined, journal: Pick<Journal, 'runs'>): boolean {
  if (found === undefined || 'unreadable' in found.record) return false;
  const { run } = found.record;
  return !journal.runs().some(known => known.id === run && isUnfinished(known));
}

/** A record that names anything but services of a site, and those that depend on them, is not one that Resite has written. */
async function refuseStrangers(
  host: Host,
  { services }: StoppedRecord,
  own: readonly Profile[] | undefined,
): Promise<void> {
  const kinds = allProfiles(own);
  const others = services.filter(({ name }) => !kinds.some(profile => isServiceOf(profile, name)));
  if (others.length === 0) return;
  const site = await discoverSite(host, kinds);
  const known = [...site.services, ...(site.dependents ?? [])];
  const strange = others.find(({ name }) => !known.some(service => sameName(service.name, name)));
  if (strange === undefined) return;
  throw stoppedByUnknown(host.name, {
    record: {
      unreadable: `it names ${strange.name}, which is no service of ${uniqueNames(kinds.map(({ words }) => words.system)).join(' or ')}`,
    },
    astray: undefined,
  });
}

/** The run that `returnServices` names in its hint is not in this journal. */
function withHint(error: unknown, host: string): unknown {
  if (!(error instanceof ResiteError) || error.code !== 'SERVICES_NOT_RESTORED') return error;
  return new ResiteError(error.code, error.message, {
    remedy: { kind: 'return-from-host', host } satisfies ProcedureRemedy,
    cause: error,
  });
}
