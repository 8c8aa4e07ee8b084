import type { SiteDescription } from '../../description.ts';
import { sameText, tidyPath } from '../../discovery/paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { siteType } from '../../site-control-file/model.ts';
import { type Check, conclude } from '../check.ts';

/** The site is the one that is meant, and what describes it agrees with itself. */
export function identityChecks(
  wanted: { readonly siteCode: string; readonly parentCode: string | undefined },
  site: SiteDescription,
  profile: Profile,
): Check[] {
  const { siteCode, parentCode } = wanted;
  const control = site.siteControlFile;
  const secondary = profile.siteType === 'secondary';
  const controlPath = `${site.smsRoot}\\${profile.masterSiteControlFile}`;
  const agreements: [what: string, control: string | undefined, wanted: string][] = [
    ['site code', control?.siteCode, site.siteCode],
    ['parent site code', control?.parentSiteCode, site.parentSiteCode],
    ['site server', control?.siteServer, site.identity.computerName],
    ['domain', control?.siteServerDomain, site.identity.domain],
    ['install directory', control && tidyPath(control.installDirectory), site.smsRoot],
  ];
  const disagreements = agreements.filter(([, found, wanted]) => !sameText(found, wanted));
  return [
    conclude({
      id: 'site-code',
      title: `The site is ${siteCode}`,
      good: sameText(site.siteCode, siteCode),
      code: 'SITE_CODE_MISMATCH',
      found: site.siteCode,
      wanted: siteCode,
      remedy: 'Correct the site code or the host in resite.yaml.',
      source: 'Q122179 (event 209)',
    }),
    conclude({
      id: 'parent-code',
      title: 'The site has the parent that is configured',
      good: parentCode === undefined || sameText(site.parentSiteCode, parentCode),
      code: 'SITE_CODE_MISMATCH',
      found: site.parentSiteCode || 'no parent',
      wanted: parentCode ?? 'any parent',
      remedy: 'Correct `parent` in resite.yaml.',
      source: 'Q122179 (event 226)',
    }),
    conclude({
      id: 'site-control-file',
      title: 'SITECTRL.CT0 is there',
      good: control !== undefined || site.siteControlProblem !== undefined,
      code: 'SITE_CONTROL_FILE_MISSING',
      found: control === undefined && site.siteControlProblem === undefined ? `no ${controlPath}` : controlPath,
      wanted: controlPath,
      remedy:
        'A restore cannot do without it. Change a property of the site at the parent and wait for the new one, or write ' +
        'the image that the parent holds with PREINST /DUMP and copy it here.',
      source: 'Q138347 Backup 4a; Q133113',
    }),
    conclude({
      id: 'site-control-file-valid',
      title: 'SITECTRL.CT0 can be read',
      good: site.siteControlProblem === undefined,
      code: 'SITE_CONTROL_FILE_INVALID',
      found: site.siteControlProblem ?? 'no fault',
      wanted: 'a whole site control file',
      remedy: 'Write the image that the parent holds with PREINST /DUMP and compare.',
      source: 'Q122179 (event 211)',
    }),
    conclude({
      id: 'site-type',
      title: `The site is a ${profile.siteType} site`,
      good: site.siteType === profile.siteType,
      code: secondary ? 'SITE_NOT_SECONDARY' : 'CHECK_FAILED',
      found: control === undefined ? site.siteType : `${site.siteType} (type ${control.siteType})`,
      wanted: `${profile.siteType} (type ${siteType[profile.siteType]})`,
      remedy: secondary ? 'A primary site has a database, which this procedure does not save.' : 'Correct the profile.',
      source: 'SMS Resource Guide, site control file',
    }),
    conclude({
      id: 'site-control-file-agrees',
      title: 'SITECTRL.CT0 agrees with registry and computer',
      good: control === undefined || disagreements.length === 0,
      found:
        control === undefined || disagreements.length === 0
          ? 'agreement'
          : disagreements.map(([what, found, wanted]) => `${what} ${found || 'blank'} against ${wanted}`).join('; '),
      wanted: 'the same site code, parent, server, domain and install directory',
      remedy:
        'A restored site would refuse the file (extension .714). Force a new one: change a property at the parent.',
      source: 'Q121683',
    }),
  ];
}
