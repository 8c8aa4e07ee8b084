import { defined } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import type { SiteDescription } from '../../description.ts';
import { tidyPath } from '../../paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { siteType } from '../../site-control-file/model.ts';
import { type Check, conclude } from '../check.ts';
import { renamedDomain } from '../renamed-domain.ts';

/** The site is the one that is meant, and what describes it agrees with itself. */
export function identityChecks(
  wanted: { readonly siteCode: string; readonly parentCode: string | undefined },
  site: SiteDescription,
  profile: Profile,
): Check[] {
  const control = site.siteControlFile;
  const secondary = profile.siteType === 'secondary';
  const controlPath = `${site.smsRoot}\\${profile.siteControl?.masterFile}`;
  const agreements: [what: string, control: string | undefined, wanted: string][] = [
    ['site code', control?.siteCode, site.siteCode],
    ['parent site code', control?.parentSiteCode, site.parentSiteCode],
    ['site server', control?.siteServer, site.identity.computerName],
    ['domain', control?.siteServerDomain, site.identity.domain],
    ['install directory', control && tidyPath(control.installDirectory), site.smsRoot],
  ];
  const disagreements = agreements.filter(([, found, wanted]) => found === undefined || !sameName(found, wanted));
  return [
    ...codeChecks(wanted, site),
    conclude({
      id: 'site-control-file',
      good: control !== undefined || site.siteControlProblem !== undefined,
      found: control === undefined && site.siteControlProblem === undefined ? `no ${controlPath}` : controlPath,
      wanted: controlPath,
    }),
    conclude({
      id: 'site-control-file-valid',
      good: site.siteControlProblem === undefined,
      found: site.siteControlProblem ?? 'no fault',
    }),
    conclude({
      id: 'site-type',
      title: `The site is a ${profile.siteType} site`,
      good: site.siteType === profile.siteType,
      ...defined({
        code: secondary ? undefined : 'CHECK_FAILED',
        remedy: secondary ? undefined : 'Correct the profile.',
      }),
      found: control === undefined ? site.siteType : `${site.siteType} (type ${control.siteType})`,
      wanted: `${profile.siteType} (type ${siteType[profile.siteType]})`,
    }),
    conclude({
      id: 'site-control-file-agrees',
      good: control === undefined || disagreements.length === 0,
      found:
        control === undefined || disagreements.length === 0
          ? 'agreement'
          : disagreements.map(([what, found, wanted]) => `${what} ${found || 'blank'} against ${wanted}`).join('; '),
      // a new site control file would not mend that
      ...defined({ remedy: disagreements.some(([what]) => what === 'domain') ? renamedDomain : undefined }),
    }),
    identityComplete(site),
  ];
}

/** The site is the one that is meant, below the parent that is meant. */
export function codeChecks(
  { siteCode, parentCode }: { readonly siteCode: string; readonly parentCode: string | undefined },
  site: SiteDescription,
): Check[] {
  return [
    conclude({
      id: 'site-code',
      title: `The site is ${siteCode}`,
      good: sameName(site.siteCode, siteCode),
      found: site.siteCode,
      wanted: siteCode,
    }),
    conclude({
      id: 'parent-code',
      good: parentCode === undefined || sameName(site.parentSiteCode, parentCode),
      found: site.parentSiteCode || 'no parent',
      wanted: parentCode ?? 'any parent',
    }),
  ];
}

export function identityComplete({ identity }: SiteDescription): Check {
  const { computerName, domain, windowsVersion, servicePack, platform, drives } = identity;
  const parts = { 'computer name': computerName, domain, version: windowsVersion, platform, drives: drives.join(', ') };
  const missing = Object.entries(parts)
    .filter(([, value]) => value === '')
    .map(([name]) => name);
  const windows = `Windows NT ${windowsVersion} ${servicePack}`.trim();
  return conclude({
    id: 'identity-complete',
    good: missing.length === 0,
    found:
      missing.length === 0
        ? `${computerName} in ${domain}, ${windows}, ${platform}, drives ${drives.join(', ')}`
        : `no ${missing.join(', no ')}`,
  });
}
