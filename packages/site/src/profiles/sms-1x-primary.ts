import type { Profile } from './profile.ts';
import { hierarchyManager, siteServices } from './sms-1x.ts';
import { sms1xSecondary } from './sms-1x-secondary.ts';

/**
 * The parent of a secondary site: stopped and started around its backup and restore. Its own backup would need the
 * database as well, so there is none.
 */
export const sms1xPrimary: Profile = {
  ...sms1xSecondary,
  name: 'sms-1x-primary',
  title: 'SMS 1.x primary site',
  description: 'A primary site of SMS 1.0 to 1.2, with a database.',
  siteType: 'primary',
  source: 'Q139627; Q193269',
  services: [siteServices[0]!, siteServices[1]!, hierarchyManager, ...siteServices.slice(2)],
  parent: 'sms-1x-primary',
  notBackedUp: 'Resite backs up secondary sites. A primary site needs a backup of its database as well.',
};
