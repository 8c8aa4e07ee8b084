/** What Setup of a site leaves, in parts: for machines that are none of the lab. */
export { createControlFile } from './control-file.ts';
export { createDatabase } from './database.ts';
export { openDisk } from './disk.ts';
export { createSiteFiles } from './site-files.ts';
export type { SiteServerSettings } from './site-server.ts';
export { siteServices } from './site-services.ts';
export { siteSettings } from './site-settings.ts';
export { installedShares } from './site-shares.ts';
