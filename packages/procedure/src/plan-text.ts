import type { Profile, SiteDescription } from '@resite/site';

/** The services found, those of the profile first and in its order. */
export function inStoppingOrder(profile: Profile, site: Pick<SiteDescription, 'services'>): string[] {
  const order = profile.services.map(service => service.name.toUpperCase());
  const rank = (name: string) => (order.indexOf(name.toUpperCase()) + order.length + 1) % (order.length + 1);
  return site.services.map(service => service.name).sort((a, b) => rank(a) - rank(b));
}

export const longName = (key: string) => key.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\');
export const list = (items: readonly string[]) => items.map(item => `- \`${item}\``).join('\n');
