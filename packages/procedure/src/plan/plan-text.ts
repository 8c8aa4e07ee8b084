import { code, escapeMarkdown, type Markdown, markdown, raw } from '@resite/errors/markdown';
import type { Service } from '@resite/host';
import { dependentsFirst } from '@resite/host/dependents';
import { upcase } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';
import { isAmong } from './dependents.ts';

/** The services found, those of the profile first and in its order, but each behind all that depend on it. */
export function inStoppingOrder(profile: Profile, site: Pick<SiteDescription, 'services'>): string[] {
  const order = profile.services.map(service => upcase(service.name));
  const rank = ({ name }: Service) => (order.indexOf(upcase(name)) + order.length + 1) % (order.length + 1);
  return dependentsFirst(site.services.toSorted((a, b) => rank(a) - rank(b))).map(({ name }) => name);
}

/** What is stopped on one host, in this order; `dependents` are those of them that belong to somebody else. */
export interface StoppedServices {
  readonly services: readonly string[];
  readonly dependents?: readonly string[];
}

/** The services of a site, and those of others that depend on them. */
export function stoppedServices(
  profile: Profile,
  site: Pick<SiteDescription, 'services' | 'dependents'>,
): StoppedServices {
  const { services, dependents } = site;
  if (dependents === undefined) return { services: inStoppingOrder(profile, site) };
  // A service of the site may depend on one of somebody else that depends on another one of the site.
  const all = inStoppingOrder(profile, { services: [...services, ...dependents] });
  return {
    services: all,
    dependents: all.filter(name =>
      isAmong(
        dependents.map(each => each.name),
        { name },
      ),
    ),
  };
}

export const longName = (key: string) => key.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\');
export const list = (items: readonly string[]): Markdown =>
  raw(items.map(item => `- ${code(item).markdown}`).join('\n'));

/** In words, for who looks for them by hand. */
export const everyService = ({ names, words }: Profile): Markdown =>
  raw(
    names === undefined
      ? `each service of ${words.system}`
      : `each service whose name begins with ${names.replace('*', '')}`,
  );

/** The note of a profile, with a value for each `<name>`: in a code span it stands as it is, elsewhere as text. */
export function fill(note: string, values: Readonly<Record<string, string | Markdown>>): Markdown {
  const filling = (name: string) => values[name] ?? `<${name}>`;
  const inSpan = (text: string) => text.replace(placeholder, (_, name: string) => String(filling(name)));
  const filled = note
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1
        ? code(inSpan(part.slice(1, -1))).markdown
        : part.replace(placeholder, (_, name: string) => markdown`${filling(name)}`),
    );
  return raw(filled.join(''));
}

/** The same as plain text, for a terminal. */
export function fillPlain(note: string, values: Readonly<Record<string, string>>): string {
  return note.replaceAll('`', '').replace(placeholder, (_, name: string) => values[name] ?? `<${name}>`);
}

const placeholder = /<([a-z]+)>/g;

/** A command as it is typed, or in words what it does when one of its words cannot be typed safely. */
export function typed(words: readonly (string | undefined)[], otherwise: string): Markdown {
  if (!words.includes(undefined)) return code(words.join(' '));
  return raw(
    `${escapeMarkdown(otherwise)} (no command is given: in CMD.EXE something in the names would mean something else)`,
  );
}
