import type { Profile } from '@resite/site';
import { isController, roleNames } from '@resite/site/domain-role';
import type { Remark } from '../procedure.ts';
import type { RestoreFacts } from './facts.ts';

/** What a computer is to its domain, and an account to a computer: no snapshot of a site holds it. */
export function membership({ account, manifest, target }: RestoreFacts, profile: Profile): Remark[] {
  const { computerName, domain, role } = manifest.site.identity;
  const source = profile.steps.restore.prepareServer.source;
  const rights = `The right Log On As A Service and the membership in Administrators of ${account?.user}`;
  const ofController: Remark[] = [
    {
      id: 'service-rights',
      what: `${rights}: ${target} is to be a domain controller, and has both from its domain.`,
      todo: 'See in User Manager for Domains, before the restore, that the account still has both.',
      source: 'Q125454; Q191328',
    },
    {
      id: 'domain-controller',
      what: `The accounts and groups of the domain ${domain}: ${computerName} was a ${role && roleNames[role]}, and permissions on its files name them. They come from the other domain controllers.`,
      todo:
        `Install Windows NT Server as a backup domain controller of ${domain}, while the primary one answers. Setup of a primary one makes ` +
        'another domain, even under the same name, and no permission fits it. Which one is the primary, you can change afterwards, in Server ' +
        'Manager. If this was the only one, its domain comes back only with a backup of Windows NT itself.',
      source: `${source}; Q185343; Q178009`,
    },
  ];
  const ofServer: Remark[] = [
    {
      id: 'service-rights',
      what: `${rights} on ${target}: both lie in the computer's own security database.`,
      todo: 'Grant both on the new server, before the restore.',
      source: 'Q125454; Q191328',
    },
    {
      id: 'computer-account',
      what: `The secret by which ${computerName} is known to the domain ${domain}, and local groups and accounts of the old installation.`,
      todo: 'Join the domain again. Permissions that named local groups or accounts of the old server must be given again.',
      source,
    },
  ];
  const remarks = isController(role) ? ofController : ofServer;
  return account === undefined ? remarks.filter(({ id }) => id !== 'service-rights') : remarks;
}
