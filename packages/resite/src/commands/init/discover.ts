import { defined, isResiteError, ResiteError } from '@resite/errors';
import { connectHost } from '@resite/procedure/connect';
import { sameName } from '@resite/registry/names';
import type { SiteDescription } from '@resite/site';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { findProfile } from '@resite/site/profiles/profiles';
import type { SiteProposal } from '../../config/template.ts';
import type { HostArgument } from './host-argument.ts';

/** A computer and the site that was found on it, if there is one. */
export interface Found {
  readonly host: HostArgument;
  readonly computer: string;
  readonly site?: FoundSite;
}

export interface FoundSite extends Omit<SiteProposal, 'host' | 'account' | 'helperServers'> {
  /** Computer names of the servers that do part of its work. */
  readonly helpers: readonly string[];
  /** The account of its services. */
  readonly user?: string;
}

/** Looks at every computer; changes nothing on any of them. */
export async function discoverHierarchy(hosts: readonly HostArgument[], signal: AbortSignal): Promise<Found[]> {
  const found: Found[] = [];
  for (const host of hosts) {
    signal.throwIfAborted();
    const { computer, site } = await discoverOn(host);
    const twin = found.find(other => other.site !== undefined && other.site.code === site?.code);
    if (twin !== undefined) {
      throw new ResiteError('USAGE', `the site ${site?.code} is on ${twin.host.name} as well as on ${host.name}`, {
        hint: 'Name only the one that is in use.',
      });
    }
    found.push(defined({ host, computer, site }));
  }
  return found;
}

/** Secondary sites whose parent was not found. */
export function orphans(found: readonly Found[]): { code: string; parent: string }[] {
  const sites = found.flatMap(({ site }) => site ?? []);
  const codes = new Set(sites.map(({ code }) => code));
  return sites.flatMap(({ code, parent }) => (parent === undefined || codes.has(parent) ? [] : [{ code, parent }]));
}

/** Helper servers of each site, by the names of their hosts; and those that are on none of these computers. */
export function helpersOf(site: FoundSite, found: readonly Found[]): { hosts: string[]; missing: string[] } {
  const known = site.helpers.map(name => found.find(({ computer }) => sameName(computer, name))?.host.name);
  return {
    hosts: known.filter(name => name !== undefined),
    missing: site.helpers.filter((_, index) => known[index] === undefined),
  };
}

async function discoverOn({ name, settings }: HostArgument): Promise<{ computer: string; site?: FoundSite }> {
  const host = connectHost(name, settings);
  try {
    const { computerName: computer } = await host.identity();
    try {
      return { computer, site: siteOf(await discoverSite(host)) };
    } catch (error) {
      if (!isResiteError(error, 'SITE_NOT_FOUND')) throw error;
      return { computer };
    }
  } finally {
    await host.close();
  }
}

function siteOf(site: SiteDescription): FoundSite {
  const bootstrap = findProfile(site.profile).bootstrap?.service;
  const account = site.services.find(({ name }) => bootstrap !== undefined && sameName(name, bootstrap))?.account;
  return {
    code: site.siteCode,
    profile: site.profile,
    helpers: site.siteType === 'secondary' ? (site.helperServers ?? []).map(({ name }) => name) : [],
    ...defined({
      parent: site.parentSiteCode !== '' ? site.parentSiteCode : undefined,
      user: account?.includes('\\') ? account : undefined,
    }),
  };
}
