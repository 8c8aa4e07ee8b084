import { publicKeyPattern } from '@resite/procedure/keys';
import { defaultUsefulLifeDays } from '@resite/procedure/useful-life';
import type { Profile } from '@resite/site';
import { profiles } from '@resite/site/profiles/table';
import { z } from 'zod';
import { durationForm, parseDuration } from '../duration.ts';
import { profileSchema } from './profile-schema.ts';

/**
 * The shape of resite.yaml: the one source of its validation, of the JSON Schema that editors use, and of the tables
 * in docs/configuration.md. Unknown keys are errors. What one entry says about another is checked in `references.ts`.
 */

const oneOfTwo = { not: { required: ['passwordFile', 'passwordCommand'] } };
const oneSecret = (value: { passwordFile?: string | undefined; passwordCommand?: string | undefined }) =>
  value.passwordFile === undefined || value.passwordCommand === undefined;
const someSecret = (value: { passwordFile?: string | undefined; passwordCommand?: string | undefined }) =>
  value.passwordFile !== undefined || value.passwordCommand !== undefined;
const oneSecretOnly = 'give passwordFile or passwordCommand, not both';

const text = (description: string) => z.string().min(1).meta({ description });
const path = (description: string) => text(`${description} Relative to the folder of resite.yaml.`);

const secret = (whose: string) => ({
  passwordFile: path(`File whose first line is ${whose}.`).optional(),
  passwordCommand: text(`Command that prints ${whose} on its first line. Run in the folder of resite.yaml.`).optional(),
});

const repositorySecret = {
  passwordFile: path('File that holds the password of the repository.').optional(),
  passwordCommand: text(
    'Command that prints the password of the repository. Run in the folder of resite.yaml.',
  ).optional(),
};

const server = z
  .strictObject({
    user: text('User of a REST server, or access key ID of S3. The user of SFTP stands in the location.').optional(),
    ...secret('the password for REST and SFTP, or the secret access key of S3'),
    caFile: path('PEM file with the authorities to trust for REST and S3, instead of those of the system.').optional(),
    clientCertificateFile: path(
      'PEM file with the certificate and private key by which a server of REST or S3 knows this computer.',
    ).optional(),
    keyFile: path('Private key for SFTP; without it, those of the agent and of the user are tried.').optional(),
    knownHostsFile: path('Known hosts for SFTP, instead of `~/.ssh/known_hosts`.').optional(),
    region: text('Region of the S3 bucket.').optional(),
  })
  .refine(oneSecret, oneSecretOnly)
  .meta({ description: 'How to log on to the server, where the environment does not say it.', ...oneOfTwo });

const repository = z
  .strictObject({
    location: text(
      'The restic repository, written as for restic: a folder, relative to that of resite.yaml, or `sftp:user@host:/path`, `rest:https://host:8000/path/`, `s3:https://host/bucket/prefix`.',
    ),
    ...repositorySecret,
    server: server.optional(),
  })
  .refine(oneSecret, oneSecretOnly)
  .meta({ description: 'Where snapshots are kept, in the format of restic.', ...oneOfTwo });

const duration = (description: string) =>
  z
    .string()
    .refine(written => parseDuration(written) !== undefined, `must be ${durationForm}`)
    .meta({
      description: `${description} A duration such as \`90s\`, \`3m\` or \`1h30m\`.`,
      pattern: '^([0-9]+h)?([0-9]+m)?([0-9]+s)?$',
    });

const serviceTimeout = duration(
  'How long one of its services may take to stop or to start (default: `3m`).',
).optional();

const leaseMinutes = z
  .int()
  .min(2)
  .max(1_200) // a job of the AT scheduler knows no more than the minute of a day
  .meta({
    description:
      'Minutes after which the host starts its services again by itself when nothing more is heard of the run that has stopped them, 15 when it is not said.',
  })
  .optional();

const generation = z.enum(['NT1', 'SMB2', 'SMB3']);

const protocol = z
  .strictObject({
    min: generation
      .meta({
        description:
          'The oldest version of SMB, `SMB2` when it is not said. `NT1` is SMB 1: neither encrypted nor reliably signed, and all that Windows NT 3.51 and 4.0 know.',
      })
      .optional(),
    max: generation.meta({ description: 'The newest version of SMB, `SMB3` when it is not said.' }).optional(),
  })
  .meta({ description: 'Which versions of SMB may be spoken with it.' });

const windowsHost = z
  .strictObject({
    driver: z
      .literal('windows')
      .meta({ description: 'A running Windows computer, reached over the network from Linux.' }),
    address: text('Its name in DNS or in /etc/hosts, or its IPv4 address.').regex(
      /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/,
      'must be a computer name or an IPv4 address',
    ),
    user: text('Account that is an administrator of that computer, as `DOMAIN\\user`.').regex(
      /^(?:[^\\/%"]+\\)?[^\\/%"]+$/,
      'must be DOMAIN\\user',
    ),
    ...secret('the password of the account'),
    protocol: protocol.optional(),
    ntlmV1: z
      .boolean()
      .meta({
        description:
          'Log on with NTLMv1, which who listens can crack. Only Windows NT before 4.0 SP4 needs it, with `protocol: { min: NT1 }`.',
      })
      .optional(),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .meta({ description: '445 when it is not said; with `min: NT1`, 139 when nothing listens there.' })
      .optional(),
    databaseCommand: text(
      'On a primary site: command that gives the SQL at its standard input to the site database and prints the rows. Run in the folder of resite.yaml.',
    ).optional(),
    serviceTimeout,
    leaseMinutes,
  })
  .refine(oneSecret, oneSecretOnly)
  .refine(someSecret, 'passwordFile or passwordCommand is missing')
  .meta({ ...oneOfTwo, anyOf: [{ required: ['passwordFile'] }, { required: ['passwordCommand'] }] });

const host = z
  .discriminatedUnion('driver', [
    z.strictObject({
      driver: z.literal('lab').meta({ description: 'A machine of the lab that runs on this computer.' }),
      machine: path('Folder of the lab machine.'),
      serviceTimeout,
      leaseMinutes,
    }),
    z.strictObject({
      driver: z.literal('image').meta({ description: 'The disk of a computer that is switched off.' }),
      folder: path('Folder with the drives as subfolders: `C`, `D`, …'),
    }),
    windowsHost,
  ])
  .meta({ description: 'A computer and the way to reach it.' });

const serviceAccount = z
  .strictObject({
    user: text('Account that the services of the site log on with, as `DOMAIN\\user`.').regex(
      /^[^\\/]+\\[^\\/]+$/,
      'must be DOMAIN\\user',
    ),
    ...secret('the password of the account'),
  })
  .refine(oneSecret, oneSecretOnly)
  .meta({
    description: 'The account of the services. Without a password here, it is asked for when it is needed.',
    ...oneOfTwo,
  });

const siteCode = z
  .string()
  .regex(
    /^(?!(?:AUX|CON|NUL|PRN)$)[A-Z0-9]{3}$/,
    'must be a site code: three characters A-Z or 0-9, and not AUX, CON, NUL or PRN',
  );

const common = {
  host: text('Name of the site server under `hosts`.'),
  serviceAccount: serviceAccount.optional(),
};

const usefulLife = z
  .int()
  .min(1)
  .meta({
    description: `How many days a snapshot is good for, ${defaultUsefulLifeDays} when it is not said; an older one gets a warning before a restore.`,
  })
  .optional();

const logonServers = z
  .array(text('Name of a logon server under `hosts`.'))
  .meta({
    description:
      'Other logon servers of the site, by their names under `hosts`. Those that the site control file names are found under `hosts` without it.',
  })
  .optional();

const helperServers = z
  .array(text('Name of a helper server under `hosts`.'))
  .meta({
    description:
      'Servers that do part of the work of the site server, by their names under `hosts`: their services are stopped with those of the site. A backup is refused while the site control file names one that is missing here.',
  })
  .optional();

/** What the configuration asks of a profile. */
export type KindOfSite = Pick<Profile, 'name' | 'description' | 'siteType' | 'logonServers'>;

const primarySite = ({ name, description }: KindOfSite) =>
  z.strictObject({
    profile: z.literal(name).meta({ description }),
    ...common,
    parent: text('Site code of the parent under `sites`, if it has one.').optional(),
  });

const secondarySite = ({ name, description }: KindOfSite) =>
  z.strictObject({
    profile: z.literal(name).meta({ description }),
    ...common,
    parent: text('Site code of the parent under `sites`.'),
    snapshotUsefulLifeDays: usefulLife,
  });

/** Of sites that other servers belong to as well. */
const withServers = (kind: KindOfSite) => {
  const { snapshotUsefulLifeDays, ...rest } = secondarySite(kind).shape;
  return z.strictObject({ ...rest, logonServers, helperServers, snapshotUsefulLifeDays });
};

type SiteSchema = ReturnType<typeof primarySite> | ReturnType<typeof withServers>;

function siteOf(kind: KindOfSite): SiteSchema {
  if (kind.siteType === 'primary') return primarySite(kind);
  // What is optional may as well never be there.
  return kind.logonServers !== undefined ? withServers(kind) : (secondarySite(kind) as unknown as SiteSchema);
}

const profileName = z.string().regex(/^[a-z][a-z0-9.-]*$/, 'must be a name of lower-case letters, digits, `.` and `-`');

const keyName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a name of letters, digits, `.`, `_` and `-`');

const trustedKey = z
  .strictObject({
    publicKey: z
      .string()
      .regex(publicKeyPattern, 'must be an Ed25519 public key: the line between the first and the last of its PEM file')
      .meta({ description: 'The public half: the line between the first and the last of its PEM file.' }),
    retired: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, 'must be a date such as 2026-11-28')
      .meta({
        description:
          'Since when it is not trusted any more, as `2026-11-28`. Whatever it signed is refused, with any date.',
      })
      .optional(),
  })
  .meta({ description: 'A key. `resite keys` shows its fingerprint.' });

/** `own` are the profiles beside those that come with Resite. */
export const configSchema = (own: readonly KindOfSite[] = []) =>
  z
    .strictObject({
      repository,
      hosts: z
        .record(
          z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a name of letters, digits, `.`, `_` and `-`'),
          host,
        )
        .meta({ description: 'The computers, by a name of your choice; the computer name is usual.' }),
      profiles: z
        .record(profileName, profileSchema)
        .meta({ description: 'Kinds of sites of your own, by a name of your choice, beside those that Resite knows.' })
        .optional(),
      sites: z
        .record(
          siteCode,
          z
            .discriminatedUnion('profile', [...profiles, ...own].map(siteOf) as [SiteSchema, ...SiteSchema[]])
            .meta({ description: 'A site of the hierarchy.' }),
        )
        .meta({ description: 'The sites, by site code.' }),
      downtimeBudget: duration(
        'A backup ends, with services returned and no snapshot, rather than have a server down for longer.',
      ).optional(),
      trustedKeys: z
        .record(keyName, trustedKey)
        .meta({
          description:
            'Whose snapshots are restored and whose evidence is believed, by a name of your choice. Without it, only what the key in the folder `state` has signed.',
        })
        .optional(),
      state: path('Folder for the journals of runs.').default('./.resite'),
    })
    .meta({ title: 'resite.yaml', description: 'Configuration of Resite.' });

/** The content of resite.yaml, with paths as written there. */
export type ConfigFile = z.infer<ReturnType<typeof configSchema>>;
