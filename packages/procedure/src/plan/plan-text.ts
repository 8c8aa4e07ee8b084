import { code, escapeMarkdown, type Markdown, raw } from '@resite/errors/markdown';
import { upcase } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';

/** The services found, those of the profile first and in its order. */
export function inStoppingOrder(profile: Profile, site: Pick<SiteDescription, 'services'>): string[] {
  const order = profile.services.map(service => upcase(service.name));
  const rank = (name: string) => (order.indexOf(upcase(name)) + order.length + 1) % (order.length + 1);
  return site.services.map(service => service.name).sort((a, b) => rank(a) - rank(b));
}

export const longName = (key: string) => key.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\');
export const list = (items: readonly string[]): Markdown =>
  raw(items.map(item => `- ${code(item).markdown}`).join('\n'));

/** A command as it is typed, or in words what it does when one of its words cannot be typed safely. */
export function typed(words: readonly (string | undefined)[], otherwise: string): Markdown {
  if (!words.includes(undefined)) return code(words.join(' '));
  return raw(
    `${escapeMarkdown(otherwise)} (no command is given: in CMD.EXE something in the names would mean something else)`,
  );
}
