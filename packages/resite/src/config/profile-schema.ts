import { uniqueNames, upcase } from '@resite/registry/names';
import type { WrittenProfile } from '@resite/site';
import { z } from 'zod';

/** The shape of an entry under `profiles` in resite.yaml: what a kind of site consists of. */

const text = (description: string) =>
  z
    .string()
    .regex(/^[^\p{Cc}]+$/u, 'must be one line of text')
    .meta({ description });
const part = '[^\\\\/:*?"<>|\\p{Cc}]*[^\\\\/:*?"<>|\\p{Cc}. ]';
const fullPath = new RegExp(`^[A-Z]:(\\\\${part})+$`, 'u');
const relativePath = new RegExp(`^${part}(\\\\${part})*$`, 'u');

const service = text('Name of a service.').regex(/^[^\\/]+$/, 'must be the name of a service');
const below = (description: string) =>
  text(`${description} Below the root directory.`).regex(relativePath, 'must be a path below the root directory');
const value = (description: string) =>
  text(`${description} A registry value below \`registryKey\`, such as \`Setup\\Branch Code\`.`);
const list = (description: string, item = text('A name.')) => z.array(item).meta({ description }).optional();

const where = {
  path: text('Where it is: a full path.').regex(fullPath, 'must be a full path such as C:\\TILL').optional(),
  value: value('Where it is: the path that the registry names.').optional(),
};

const given = (place: object) => ['path', 'value', 'name'].filter(way => way in place).length === 1;

const place = z
  .strictObject({
    type: z.enum(['directory', 'file']).meta({ description: '`directory` or `file`.' }),
    ...where,
    name: text('Where it is: a name in the root of a drive, with `*` and `?` as in DOS.')
      .regex(/^[^\\/:"<>|]+$/, 'must be a name, such as TILL?.LOG')
      .optional(),
    several: z.boolean().meta({ description: 'There may be several of this name.' }).optional(),
    optional: z.boolean().meta({ description: 'A site gets along without it.' }).optional(),
  })
  .refine(given, 'give path, value or name, one of the three')
  .meta({ description: 'A folder or file beside the root directory.' });

/** A restore puts its snapshot in the place of the whole key. */
const keysOfWindows = ['CLASSES', 'POLICIES', 'MICROSOFT\\WINDOWS', 'MICROSOFT\\WINDOWS NT'].map(
  key => `HKLM\\SOFTWARE\\${key}\\`,
);
const isOfWindows = (key: string) =>
  keysOfWindows.some(own => `${upcase(key)}\\`.startsWith(own) || own.startsWith(`${upcase(key)}\\`));

const bootstrap = z.strictObject({
  service,
  program: text(
    'Its program below the root directory; `<platform>` stands for the platform of the server as Windows names it, such as X86.',
  ).regex(new RegExp(relativePath.source.replaceAll('<>', ''), 'u'), 'must be a path below the root directory'),
  log: text('What to read when the other services do not come up.'),
});

export const profileSchema = z
  .strictObject({
    title: text('What a site of this kind is called, such as `Till server`.'),
    system: text('What its services are services of, such as `Till`.'),
    source: text('The article, book or runbook that it goes by.'),
    parent: text(
      'The profile of the parent site, which is stopped as well. Without it, sites are only the parents of others.',
    ).optional(),
    registryKey: text('The key that is saved and restored with everything below it.')
      .regex(/^HKLM\\SOFTWARE(\\[^\\]+)+$/i, 'must be a key such as HKLM\\SOFTWARE\\Example\\Till')
      .refine(key => !isOfWindows(key), 'must be a key of the site alone, and this one holds settings of Windows'),
    siteCode: value('Where the site code is.'),
    parentSiteCode: value('Where the site code of the parent is.').optional(),
    version: value('Where the version of the programs is.').optional(),
    root: z
      .strictObject(where)
      .refine(given, 'give path or value, one of the two')
      .meta({ description: 'The root directory of the site.' }),
    places: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be a name of lower-case letters, digits and `-`'), place)
      .meta({ description: 'What else belongs to a site, by a name of your choice.' })
      .optional(),
    services: z
      .array(service)
      .min(1)
      .refine(names => uniqueNames(names).length === names.length, 'must name each service once')
      .meta({ description: 'The services in the order in which they are stopped; they start in the reverse one.' }),
    transientServices: list('Services whose presence means that the site is being installed.', service),
    shares: list('Names of the shares of a site, with `*` and `?` as in DOS. A restore makes them again.'),
    requiredFiles: list('Files that a site cannot do without. Below the root directory.', below('A file.')),
    alwaysReread: list(
      'Names of small files, with `*` and `?` as in DOS, that are read again even if size and time look unchanged.',
    ),
    volatileKeys: list('Keys below `registryKey` that each start makes anew: no difference in them is a drift.'),
    counters: list('Values below `registryKey` that count while the site works.'),
    setup: below('A program that a restore runs before the services are started.').optional(),
    bootstrap: bootstrap
      .meta({
        description:
          'The service that brings up all others after a restore. Without it, each service is installed again as it was.',
      })
      .optional(),
    outside: text('What of the computer the site uses beside all this, and no snapshot holds.').optional(),
  })
  .meta({ description: 'A kind of site of your own.' }) satisfies z.ZodType<WrittenProfile>;
