import { defined } from '@resite/errors';
import type { Service } from '@resite/host';
import { sameName, uniqueNames, upcase } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';
import { describedPlaces } from '@resite/site/discovery/described-places';
import { roleNames } from '@resite/site/domain-role';
import { nextIdValue, parseNextId } from '@resite/site/next-id';
import type { Manifest } from '../snapshot/manifest.ts';
import type { DriftItem } from './drift-item.ts';

/** Who and where the site is, and which IDs it gives out next. */
export function descriptionDrift(before: SiteDescription, now: SiteDescription, profile: Profile): DriftItem[] {
  const { system, root } = profile.words;
  const facts = (site: SiteDescription): Record<string, string> => ({
    'site code': site.siteCode,
    'parent site code': site.parentSiteCode,
    [`${system} build`]: site.version,
    [root]: site.smsRoot,
    ...placesOf(site, profile),
    ...defined({
      'logon servers': profile.logonServers === undefined ? undefined : site.logonServers.join(', ') || 'none',
    }),
    'computer name': site.identity.computerName,
    domain: site.identity.domain,
    ...(before.identity.role && now.identity.role ? { role: roleNames[site.identity.role!] } : {}),
    'Windows NT': `${site.identity.windowsVersion} ${site.identity.servicePack}`.trim(),
    ...(before.identity.hotfixes && now.identity.hotfixes ? { hotfixes: site.identity.hotfixes!.join(', ') } : {}),
    platform: site.identity.platform,
    'hard drives': site.identity.drives.join(', '),
  });
  return [
    ...changes(facts(before), facts(now)).map(what => ({ area: 'identity' as const, what, expected: false })),
    ...(profile.ids === undefined ? [] : idDrift(before, now)),
  ];
}

function placesOf(site: SiteDescription, { places }: Profile): Record<string, string> {
  const described = describedPlaces(site);
  return Object.fromEntries(
    places.flatMap(({ id, called }) => {
      const paths = described.filter(place => place.id === id).map(({ path }) => path);
      return called === undefined ? [] : [[called, paths.sort().join(', ') || 'none']];
    }),
  );
}

/** The numbers only ever grow: one that went back gives out IDs that are in use. */
function idDrift(before: SiteDescription, now: SiteDescription): DriftItem[] {
  const pointer = ({ nextUniqueId = '', siteCode }: SiteDescription) =>
    parseNextId(nextUniqueId, siteCode)?.range ?? -1;
  const highest = ({ uids }: SiteDescription) => uids.map(upcase).sort().at(-1) ?? '';
  const parts = [
    ['UID file', before.uids.join(', '), now.uids.join(', '), highest(now) >= highest(before)],
    [nextIdValue, before.nextUniqueId ?? '', now.nextUniqueId ?? '', pointer(now) >= pointer(before)],
    [
      'NextAvailableSiteSMSUniqueID of SMS.INI',
      before.nextUniqueIdOfIni ?? '',
      now.nextUniqueIdOfIni ?? '',
      before.nextUniqueIdOfIni === undefined,
    ],
  ] as const;
  return parts.flatMap(([name, was, is, expected]) =>
    changes({ [name]: was }, { [name]: is }).map(what => ({ area: 'SMS IDs' as const, what, expected })),
  );
}

/** State and start type against those from before the stop, account and program against those of the snapshot. */
export function serviceDrift({ site, services }: Manifest, now: SiteDescription): DriftItem[] {
  const settings = (
    service: Pick<Service, 'state' | 'startType' | 'account' | 'imagePath'>,
  ): Record<string, string> => ({
    state: service.state,
    'start type': service.startType,
    account: service.account,
    program: service.imagePath,
  });
  const known = site.services.map(service => {
    // A snapshot of a disk has seen nothing run.
    const recorded = services.find(each => sameName(each.name, service.name));
    return recorded === undefined ? service : { ...service, state: recorded.state, startType: recorded.startType };
  });
  const removed = known.filter(({ name }) => !now.services.some(each => sameName(each.name, name)));
  return [
    ...removed.map(({ name }) => `${name} is not installed any more`),
    ...now.services.flatMap(service => {
      const earlier = known.find(each => sameName(each.name, service.name));
      if (earlier === undefined) return [`${service.name} is new: ${service.state}, ${service.startType}`];
      return changes(settings(earlier), settings(service)).map(what => `${service.name}: ${what}`);
    }),
  ].map(what => ({ area: 'services', what, expected: false }));
}

/** Paths, comments and permissions of the shares. */
export function shareDrift(before: SiteDescription, now: SiteDescription): DriftItem[] {
  const byName = (site: SiteDescription) => new Map(site.shares.map(share => [upcase(share.name), share]));
  const [was, is] = [byName(before), byName(now)];
  const gone = [...was.keys()].filter(name => !is.has(name)).map(name => `${name} is not shared any more`);
  const rest = [...is].flatMap(([name, share]) => {
    const earlier = was.get(name);
    if (earlier === undefined) return [`${name} is new: ${share.path}`];
    const shown = ({ path, comment }: typeof share): Record<string, string> => ({
      path,
      comment: JSON.stringify(comment),
    });
    const permissions = earlier.securityDescriptor === share.securityDescriptor ? [] : [`${name}: other permissions`];
    return [...changes(shown(earlier), shown(share)).map(what => `${name}: ${what}`), ...permissions];
  });
  return [...gone, ...rest].map(what => ({ area: 'shares', what, expected: false }));
}

/** `name was → is`, for each that differs; case makes no difference, neither in the name nor in what it is. */
export function changes(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const byName = (facts: Readonly<Record<string, string>>) =>
    new Map(Object.entries(facts).map(([name, fact]) => [upcase(name), fact]));
  const [earlier, later] = [byName(before), byName(now)];
  return uniqueNames([...Object.keys(before), ...Object.keys(now)])
    .map(name => [name, earlier.get(upcase(name)) ?? 'none', later.get(upcase(name)) ?? 'none'] as const)
    .filter(([, was, is]) => !sameName(was, is))
    .map(([name, was, is]) => `${name} ${was || 'blank'} → ${is || 'blank'}`);
}
