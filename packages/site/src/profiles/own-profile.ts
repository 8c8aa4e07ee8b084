import { defined } from '@resite/errors';
import { ownSteps } from './own-steps.ts';
import type { Place, Profile, ProfileService } from './profile.ts';

/**
 * A profile as an administrator writes it: what a kind of site consists of. Paths are relative to the root directory of the
 * site, registry values to the key of the site; names may have `*` and `?` as in DOS.
 */
export interface WrittenProfile {
  /** What a site of this kind is called: `Till server`. */
  readonly title: string;
  /** What its services are services of: `Till`. */
  readonly system: string;
  /** The article, book or runbook that it goes by. */
  readonly source: string;
  /** Name of the profile of the site above, which is stopped meanwhile; without it, sites are only the parents of others. */
  readonly parent?: string | undefined;
  readonly registryKey: string;
  /** Keys below it that each start makes anew, and values below it that count while the site works. */
  readonly volatileKeys?: readonly string[] | undefined;
  readonly counters?: readonly string[] | undefined;
  /** Registry values that say which site it is. */
  readonly siteCode: string;
  readonly parentSiteCode?: string | undefined;
  readonly version?: string | undefined;
  readonly root: WrittenPath;
  /** What else belongs to a site, by a name of one's choice. */
  readonly places?: Readonly<Record<string, WrittenPlace>> | undefined;
  /** In the order in which they are stopped. */
  readonly services: readonly string[];
  /** Services whose presence means that the site is being installed. */
  readonly transientServices?: readonly string[] | undefined;
  readonly shares?: readonly string[] | undefined;
  readonly requiredFiles?: readonly string[] | undefined;
  readonly alwaysReread?: readonly string[] | undefined;
  /** A program that a restore runs before the services are started. */
  readonly setup?: string | undefined;
  /** The service that brings up all others. Without it, each is installed again as it was. */
  readonly bootstrap?: { readonly service: string; readonly program: string; readonly log: string } | undefined;
  /** What of the computer the site may use beside all this. */
  readonly outside?: string | undefined;
}

/** One of the two: a full path, or the registry value that names it. */
export interface WrittenPath {
  readonly path?: string | undefined;
  readonly value?: string | undefined;
}

export interface WrittenPlace extends WrittenPath {
  /** Instead of a path: a name in the root of a drive. */
  readonly name?: string | undefined;
  readonly type: 'directory' | 'file';
  readonly several?: boolean | undefined;
  readonly optional?: boolean | undefined;
}

/** The profile of this name that was written. */
export function ownProfile(name: string, written: WrittenProfile): Profile {
  const { title, system, source, parent, setup, bootstrap, outside, siteCode, parentSiteCode, version } = written;
  const services = (names: readonly string[] = []): ProfileService[] =>
    names.map(service => ({ name: service, reason: `It is a service of ${system}.`, source }));
  return defined({
    name,
    title,
    description: `${title}, by ${source}.`,
    siteType: parent === undefined ? 'primary' : 'secondary',
    source,
    facts: 'plain',
    words: {
      system,
      site: `a site of ${system}`,
      root: `root directory of ${system}`,
      parts: [`the root directory of ${system}`, ...Object.keys(written.places ?? {})].join(', '),
    },
    parent: parent ?? name,
    notBackedUp:
      parent === undefined ? 'Its profile names no parent: it is only the parent of other sites.' : undefined,
    services: services(written.services),
    transientServices: services(written.transientServices),
    bootstrap: bootstrap && {
      ...bootstrap,
      step: {
        title: `Install and start ${bootstrap.service}`,
        source,
        note: 'Install the service `<service>` with the program `<program>`, automatic start and the account `<account>`, and start it.',
      },
    },
    registryKey: written.registryKey,
    volatileKeys: written.volatileKeys ?? [],
    counters: written.counters ?? [],
    identification: defined({ siteCode, parentSiteCode, version }),
    root: defined({
      id: 'root',
      type: 'directory',
      path: written.root.path,
      value: written.root.value,
      step: { id: 'restore-root', title: `Restore the root directory of ${system}`, source },
    }),
    places: Object.entries(written.places ?? {}).map(([id, place]) => ownPlace(id, place, source)),
    setup: setup === undefined ? undefined : { program: setup, step: { title: `Run ${setup}`, source } },
    requiredFiles: (written.requiredFiles ?? []).map(path => ({ path, reason: 'The profile says so.', source })),
    alwaysReread: written.alwaysReread ?? [],
    shares: (written.shares ?? []).map(share => ({ name: share, path: '', source })),
    lost: {
      id: 'after-the-backup',
      what: `what ${system} has done since.`,
      todo: 'Find out what is missing, and do it again.',
      source,
    },
    outside:
      outside === undefined
        ? undefined
        : { id: 'outside', what: outside, todo: 'Set up again what the site used.', source },
    steps: ownSteps({ system, source, bootstrap: bootstrap?.service }),
  });
}

function ownPlace(id: string, { path, name, value, type, several, optional }: WrittenPlace, source: string): Place {
  return defined({
    id,
    type,
    path,
    name,
    value,
    called: id,
    several: several === true ? true : undefined,
    optional: optional === true ? true : undefined,
    step: { id: `restore-${id}`, title: `Restore ${id}`, source },
  });
}
