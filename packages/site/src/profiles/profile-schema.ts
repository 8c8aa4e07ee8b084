import { z } from 'zod';
import type { Place, Profile } from './profile.ts';
import { plainSteps } from './plain-steps.ts';

/**
 * A profile as an administrator writes it under `profiles` in resite.yaml: what a kind of site consists of. Whatever has a
 * default may be left out; unknown keys are errors.
 */

const text = (description: string) =>
  z
    .string()
    .regex(/^[^\p{Cc}]+$/u, 'must be one line of text')
    .meta({ description });
const serviceName = text('Name of the service, as the registry has it.').regex(/^[^\\/]+$/, 'must be the name of a service');
const path = text('A full path.').regex(/^[A-Z]:(\\[^\\/:*?"<>|]*[^\\/:*?"<>|. ])+$/, 'must be a full path such as C:\\TILL');
const relative = text('A path below the root directory.').regex(
  /^[^\\/:*?"<>|]*[^\\/:*?"<>|. ](\\[^\\/:*?"<>|]*[^\\/:*?"<>|. ])*$/,
  'must be a path below the root directory, such as BIN\\TILL.EXE',
);
const value = (description: string) =>
  text(`${description} A registry value below \`registryKey\`, such as \`Setup\\Branch Code\`.`).regex(
    /^[^\\]+(\\[^\\]+)*$/,
    'must be a value below the key, such as Setup\\Branch Code',
  );
const note = text('What whoever does it by hand must know.').optional();

const where = {
  path: path.optional().meta({ description: 'Where it is: a full path.' }),
  value: value('Where it is: the path that the registry names.').optional(),
};

const oneWay = (ways: readonly string[]) => (place: object) =>
  ways.filter(way => (place as Record<string, unknown>)[way] !== undefined).length === 1;

const root = z
  .strictObject(where)
  .refine(oneWay(['path', 'value']), 'give path or value, one of the two')
  .meta({ description: 'The root directory of the site; the paths of the profile are below it.' });

const place = z
  .strictObject({
    ...where,
    name: text('Where it is: a name in the root of a drive, with `*` and `?` as in DOS.')
      .regex(/^[^\\/:"<>|]+$/, 'must be a name, such as TILL?.LOG')
      .optional(),
    type: z.enum(['directory', 'file']).meta({ description: 'What it is.' }),
    several: z.literal(true).optional().meta({ description: 'There may be several of this name.' }),
    optional: z.literal(true).optional().meta({ description: 'A site gets along without it.' }),
    title: text('The step that restores it (default: `Restore` and its name).').optional(),
  })
  .refine(oneWay(['path', 'name', 'value']), 'give path, name or value, one of the three')
  .meta({ description: 'A folder or file beside the root directory.' });

const service = z
  .union([
    serviceName.transform(name => ({ name })),
    z.strictObject({ name: serviceName, reason: text('Why it is stopped, or why in this place.').optional() }),
  ])
  .meta({ description: 'A service: its name, or `{ name, reason }`.' });

const share = z.strictObject({
  name: text('Name of the share, with `*` and `?` as in DOS.').regex(/^[^\\/:"<>|]{1,80}$/, 'must be the name of a share'),
  path: relative.optional().meta({ description: 'The folder below the root directory, if it lies there.' }),
});

const names = (description: string) => z.array(text('A name, with `*` and `?` as in DOS.')).default([]).meta({ description });

export const profileSchema = z
  .strictObject({
    title: text('What a site of this kind is called in titles, such as `Till server`.'),
    system: text('What its services are services of, such as `Till`.'),
    source: text('The article, book or runbook that the profile goes by.'),
    description: text('A sentence about it.').optional(),
    parent: text('The profile of the site above, which is stopped meanwhile; without it, a site has no parent.').optional(),
    onlyAsParent: text('Why sites of this kind are only the parents of others, and not backed up themselves.').optional(),
    registryKey: text('The key that is saved and restored with everything below it.').regex(
      /^HKLM\\(SOFTWARE|SYSTEM)(\\[^\\]+){2,}$/i,
      'must be a key such as HKLM\\SOFTWARE\\Example\\Till',
    ),
    volatileKeys: names('Keys below it that each start makes anew: no difference in them is a drift.'),
    counters: names('Values below it that count while the site works.'),
    identification: z
      .strictObject({
        siteCode: value('The site code: three characters A-Z or 0-9.'),
        parentSiteCode: value('The site code of the parent.').optional(),
        version: value('The version of the programs.').optional(),
      })
      .meta({ description: 'Where the registry says which site it is.' }),
    root,
    places: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be a name of lower-case letters, digits and `-`'), place)
      .default({})
      .meta({ description: 'What else belongs to a site, by a name of your choice.' }),
    services: z
      .array(service)
      .min(1)
      .meta({ description: 'The services in the order in which they are stopped; they are started in the reverse one.' }),
    stopNote: text('What whoever stops them by hand must know.').optional(),
    transientServices: z
      .array(service)
      .default([])
      .meta({ description: 'Services whose presence means that the site is being installed.' }),
    shares: z.array(share).default([]).meta({ description: 'The shares of a site, which a restore makes again.' }),
    requiredFiles: z.array(relative).default([]).meta({ description: 'Files below the root directory that a site cannot do without.' }),
    alwaysReread: names('Names of small files that are read again even if their size and time look unchanged.'),
    setup: z
      .strictObject({ program: relative, title: text('What it does (default: `Run` and its name).').optional(), note })
      .optional()
      .meta({ description: 'A program of the site that a restore runs before the services are started.' }),
    bootstrap: z
      .strictObject({
        service: serviceName,
        program: relative.meta({ description: 'Its program; `<platform>` stands for X86, ALPHA or MIPS.' }),
        log: text('What to read when the other services do not come up.'),
        note,
      })
      .optional()
      .meta({
        description: 'The service that brings up all others after a restore. Without it, each service is installed again as it was.',
      }),
    outside: z
      .strictObject({ what: text('What no snapshot holds.'), todo: text('What to do about it.') })
      .optional()
      .meta({ description: 'What of the computer the site uses beside all this.' }),
  })
  .meta({ description: 'A kind of site.' });

export type WrittenProfile = z.infer<typeof profileSchema>;

/** The profile that was written, under the name that it has in resite.yaml. */
export function plainProfile(name: string, written: WrittenProfile): Profile {
  const { title, system, source, description, parent, places, services, transientServices, shares, ...rest } = written;
  const { setup, bootstrap, outside, requiredFiles, identification, onlyAsParent, stopNote } = written;
  const because = (given: { name: string; reason?: string | undefined }) => ({
    name: given.name,
    reason: given.reason ?? `A service of ${system}.`,
    source,
  });
  return {
    name,
    title,
    description: description ?? `${title}.`,
    siteType: parent === undefined ? 'primary' : 'secondary',
    source,
    facts: 'plain',
    words: { system, site: `a site of ${system}`, root: `root directory of ${system}` },
    ...(parent !== undefined && { parent: { profile: parent, required: true } }),
  } as unknown as Profile;
}
