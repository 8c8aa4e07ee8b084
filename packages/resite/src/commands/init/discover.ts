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
  readonly site?: FoundSite;
}

export interface FoundSite extends Omit<SiteProposal, 'host' | 'account'> {
  /** The account of its services. */
  readonly user?: string;
}

/** Looks at every computer; changes nothing on any of them. */
export async function discoverHierarchy(hosts: readonly HostArgument[], signal: AbortSignal): Promise<Found[]> {
  const found: Found[] = [];
  for (const host of hosts) {
    signal.throwIfAborted();
    const site = await discoverOn(host);
    const twin = found.find(other => other.site !== undefined && other.site.code === site?.code);
    if (twin !== undefined) {
      throw new ResiteError('USAGE', `the site ${site?.code} is on ${twin.host.name} as well as on ${host.name}`, {
        hint: 'Name only the one that is in use.',
      });
    }
    found.push(defined({ host, site }));
  }
  return found;
}

/** Secondary sites whose parent was not found. */
export function orphans(found: readonly Found[]): { code: string; parent: string }[] {
  const sites = found.flatMap(({ site }) => site ?? []);
  const codes = new Set(sites.map(({ code }) => code));
  return sites.flatMap(({ code, parent }) => (parent === undefined || codes.has(parent) ? [] : [{ code, parent }]));
}

async function discoverOn({ name, settings }: HostArgument): Promise<FoundSite | undefined> {
  const host = connectHost(name, settings);
  try {
    return siteOf(await discoverSite(host));
  } catch (error) {
    if (isResiteError(error, 'SITE_NOT_FOUND')) return undefined;
    throw error;
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
    ...defined({
      parent: site.parentSiteCode !== '' ? site.parentSiteCode : undefined,
      user: account?.includes('\\') ? account : undefined,
    }),
  };
}
