import { defined } from '@resite/errors';
import type { Service } from '@resite/host';
import { dependentsOf } from '@resite/host/dependents';
import type { SiteDescription } from '../description.ts';
import { isWithin } from '../paths.ts';

/** Those of the site, and those of others that depend on them. */
export function servicesOfSite(
  all: readonly Service[],
  isOfSite: (service: Service) => boolean,
): Pick<SiteDescription, 'services' | 'dependents'> {
  const services = all.filter(isOfSite);
  const dependents = dependentsOf(
    all,
    services.map(({ name }) => name),
  );
  return defined({ services, dependents: dependents.length === 0 ? undefined : dependents });
}

/** Named like one, or with its program in the SMS root. */
export function isSmsService({ name, imagePath }: Service, smsRoot: string | undefined): boolean {
  return /^SMS_/i.test(name) || (smsRoot !== undefined && isWithin(imagePath.replaceAll('"', ''), smsRoot));
}
