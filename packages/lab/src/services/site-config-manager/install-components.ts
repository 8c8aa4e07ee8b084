import type { Service } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { expectedServices, type SiteControlFile, siteAccount, siteType } from '@resite/site/site-control-file';
import type { ServiceContext } from '../../service/service.ts';
import { revealText } from '../../sms/account-secret.ts';
import { binFolder, platformOf } from '../../sms/platform.ts';
import { serviceProgram } from '../../sms/service-program.ts';
import type { Site } from '../../sms/site.ts';
import type { TraceLog } from '../../sms/trace-log.ts';

/** Installs the services that are missing and starts those that are stopped. False when one could not be. */
export async function installComponents(
  service: ServiceContext,
  site: Site,
  control: SiteControlFile,
  log: TraceLog,
): Promise<boolean> {
  const account = siteAccount(control);
  const type = account.siteType === siteType.primary ? 'primary' : 'secondary';
  const platform = platformOf(control);
  // what is not known to every release is that of the program itself
  const bin = platform === undefined ? service.imagePath.split('\\').at(-2)! : binFolder(platform);
  const present = await service.call('services.list');
  let complete = true;
  for (const expected of expectedServices(control, type)) {
    const { name } = expected;
    // Its own service is the one that it cannot install.
    if (name === service.service) continue;
    const imagePath = serviceProgram(site.root, bin, expected);
    try {
      await bringUp(service, { name, imagePath, account: accountOf(control) }, present, log);
    } catch (error) {
      complete = false;
      const number = /NT error (\d+)/.exec((error as Error).message)?.[1] ?? 0;
      await log(
        `Event 225 logged with error ${number} and object (${name}); GetLastError ${number}; SiteConfig Mgr code 7408.`,
      );
      await log(`Cannot install or start ${name}: ${(error as Error).message}`);
    }
  }
  return complete;
}

interface Wanted {
  name: string;
  imagePath: string;
  account: { name: string; password: string };
}

async function bringUp(
  service: ServiceContext,
  { name, imagePath, account }: Wanted,
  present: Service[],
  log: TraceLog,
): Promise<void> {
  const found = present.find(other => sameName(other.name, name));
  if (found === undefined) {
    const definition = { name, imagePath, account: account.name, startType: 'manual' as const };
    await service.call('services.install', definition, account.password);
    await log(`Installed the service ${name}.`);
  }
  if (found === undefined || found.state === 'stopped') {
    await service.call('services.start', name);
    await log(`Started the service ${name}.`);
  }
}

function accountOf(control: SiteControlFile): Wanted['account'] {
  const account = siteAccount(control);
  const reveal = (hidden: string) => revealText(hidden, account.publicKey);
  return {
    name: `${account.serviceAccountDomain}\\${reveal(account.serviceAccount)}`,
    password: reveal(account.serviceAccountPassword),
  };
}
