import type { RegistryValue } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { dwordValue, stringValue } from '@resite/registry/values';
import { componentFlag, recordsOf, type SiteControlFile, siteAccount, siteType } from '@resite/site/site-control-file';
import { componentKey, identification, identificationKey, smsKey } from './registry-keys.ts';

/**
 * What SMS_SITE_CONFIG_MANAGER writes into the registry whenever it processes a site control file: identification,
 * domains, addresses, components, SQL Server (Q130906, Stage 1); on a helper server, with the components that run there. Value names
 * that no source gives are modelled.
 */
export function registrySettings(
  file: SiteControlFile,
  server = siteAccount(file).siteServer,
): { key: string; value: RegistryValue }[] {
  const account = siteAccount(file);
  const site = `${smsKey}\\Sites\\${account.siteCode}`;
  const settings: { key: string; value: RegistryValue }[] = [
    { key: identificationKey, value: stringValue(identification.installationDirectory, account.installDirectory) },
    { key: identificationKey, value: stringValue(identification.parentSiteCode, account.parentSiteCode) },
    { key: identificationKey, value: stringValue(identification.siteCode, account.siteCode) },
    { key: identificationKey, value: stringValue(identification.siteServer, account.siteServer) },
  ];
  for (const { name, logonServers } of recordsOf(file, 'domain')) {
    settings.push({ key: `${site}\\Domains\\${name}`, value: dwordValue('Role', logonServers.length > 0 ? 2 : 1) });
  }
  for (const { destinationSite, outbox, connection, senderType } of recordsOf(file, 'address')) {
    const key = `${site}\\Addresses\\${destinationSite}\\${outbox}`;
    settings.push({ key, value: stringValue('Address', shareOf(connection)) });
    settings.push({ key, value: stringValue('Sender Type', senderType) });
  }
  for (const { name, file: program } of siteComponents(file, server)) {
    settings.push({ key: componentKey(name), value: stringValue('File', program) });
  }
  if (account.siteType === siteType.primary) {
    settings.push({ key: `${smsKey}\\SQL Server`, value: stringValue('Server', account.sqlServer) });
    settings.push({ key: `${smsKey}\\SQL Server`, value: stringValue('Database', account.sqlDatabase) });
  }
  return settings;
}

/** Services, threads and senders that belong to a site of this type, and run on this server. */
function siteComponents(file: SiteControlFile, server: string): { name: string; file: string }[] {
  const { siteType: type } = siteAccount(file);
  const flag = type === siteType.primary ? componentFlag.primarySite : componentFlag.secondarySite;
  return [...recordsOf(file, 'component'), ...recordsOf(file, 'sender')].filter(
    record => (record.flags & flag) !== 0 && sameName(record.server, server),
  );
}

/** `({}{\\HQ1\SMS_SITE 3F0A…})` → `\\HQ1\SMS_SITE`. */
function shareOf(connection: string): string {
  return /\\\\[^\\\s]+\\[^\\\s}]+/.exec(connection)?.[0] ?? '';
}
