import { z } from 'zod';
import type { ActionOf, ActionType, Procedure } from '../plan/procedure.ts';
import { bringUp } from './earlier-procedure.ts';

/**
 * What a procedure must be before a step of it is performed again. What later versions add to it passes: the checksum of its row
 * says that it is what was written.
 */

const text = z.string();
const texts = z.array(text);
const secret = z.union([
  z.looseObject({ file: text }),
  z.looseObject({ command: text, folder: text.optional() }),
  z.looseObject({ prompt: text }),
]);
const account = z.looseObject({ user: text, password: secret });
const snapshot = z.union([z.looseObject({ id: text }), z.looseObject({ step: text })]);
const generation = z.enum(['NT1', 'SMB2', 'SMB3']);
const host = z.discriminatedUnion('driver', [
  z.looseObject({
    driver: z.literal('lab'),
    machine: text,
    serviceTimeout: z.number().optional(),
    leaseMinutes: z.number().optional(),
  }),
  z.looseObject({ driver: z.literal('image'), folder: text }),
  z.looseObject({
    driver: z.literal('windows'),
    address: text,
    user: text,
    password: secret,
    protocol: z.looseObject({ min: generation.optional(), max: generation.optional() }).optional(),
    ntlmV1: z.boolean().optional(),
    port: z.int().optional(),
    databaseCommand: text.optional(),
    databaseFolder: text.optional(),
    serviceTimeout: z.number().optional(),
    leaseMinutes: z.number().optional(),
  }),
]);
const logonServers = z.looseObject({ configured: texts, hosts: z.record(text, host) });
const sighting = z.looseObject({
  uid: z.looseObject({ siteCode: text, range: z.int(), counter: z.int() }),
  role: z.enum(['next', 'used', 'reserved']),
  where: text,
});

const actions: { readonly [T in ActionType]: { readonly [K in keyof Omit<ActionOf<T>, 'type'>]-?: z.ZodType } } = {
  'check-before-backup': {
    profile: text.optional(),
    site: text,
    host: text,
    parentSite: text,
    parentHost: text,
    helperHosts: texts.optional(),
    acceptClocks: z.boolean().optional(),
  },
  'check-before-restore': {
    host: text,
    parentHost: text.optional(),
    helperHosts: texts.optional(),
    snapshot,
    account: account.optional(),
    usefulLifeDays: z.number().optional(),
    acceptClocks: z.boolean().optional(),
  },
  'verify-snapshot': { snapshot },
  'expect-downtime': { hosts: texts, budget: z.number().optional() },
  'start-guardian': {},
  'record-services': { host: text, services: texts, dependents: texts.optional() },
  'stop-services': { host: text, services: texts, dependents: texts.optional() },
  'confirm-stopped': { hosts: z.record(text, texts), when: z.enum(['before', 'after']) },
  'return-services': { host: text },
  capture: { site: text, host: text, roots: texts, reread: texts, after: text.optional() },
  'describe-site': { host: text, profile: text.optional() },
  'save-registry': {
    host: text,
    key: text,
    serviceKeys: texts,
    windowsVersion: text.optional(),
    codePage: z.number().optional(),
  },
  'compare-registry': { key: text, before: text, after: text },
  'commit-snapshot': {
    host: text,
    parentHost: text,
    helpers: z.array(z.looseObject({ host: text, computerName: text })).optional(),
    account: account.optional(),
    roots: texts,
    registryKey: text,
    capture: text,
    description: text,
    registry: text,
    logonServers: text.optional(),
    signingKey: z.looseObject({ file: text }).optional(),
  },
  'decide-ids': { parentHost: text.optional(), snapshot, logonServers, known: z.array(sighting) },
  'restore-registry': { host: text, key: text, snapshot },
  'restore-files': { host: text, root: text, snapshot },
  'compare-with-snapshot': { host: text, roots: texts, key: text, snapshot },
  'write-ids': { host: text, root: text, key: text, smsIni: text.optional(), decision: text },
  'settle-queues': {
    host: text,
    root: text,
    queues: texts,
    instructions: texts.optional(),
    park: z.boolean(),
    captured: text,
  },
  'compare-logon-servers': { snapshot, logonServers },
  'describe-logon-servers': { description: text, logonServers },
  'resend-control-file': {
    host: text,
    parentHost: text,
    snapshot,
    folder: text,
    minutes: z.number(),
    conditionMinutes: z.number(),
  },
  'create-shares': { host: text, shares: texts, snapshot },
  'run-program': { host: text, program: text },
  'install-service': {
    host: text,
    service: text,
    imagePath: text,
    account: account.optional(),
    displayName: text.optional(),
    startType: z.enum(['auto', 'manual', 'disabled']).optional(),
    start: z.literal(false).optional(),
  },
  'wait-for-services': { host: text, services: texts, minutes: z.number(), snapshot: snapshot.optional() },
  'confirm-site': {
    host: text,
    parentHost: text,
    helperHosts: texts.optional(),
    snapshot,
    minutes: z.number(),
  },
  'confirm-rehearsal': { host: text, standIn: text.optional(), snapshot, minutes: z.number() },
};

/** Made once: to make a schema takes much longer than to use it. */
const schemas: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries(actions).map(([type, parts]) => [type, z.looseObject(parts)]),
);

const action = z.looseObject({ type: text }).superRefine((found, context) => {
  const schema = schemas.get(found.type);
  if (schema === undefined) {
    context.addIssue({ code: 'custom', path: ['type'], message: 'this version of Resite cannot do it' });
    return;
  }
  const { error } = schema.safeParse(found);
  for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
});

const step = z.looseObject({
  id: text,
  lane: text.optional(),
  phase: text.optional(),
  after: texts.optional(),
  title: text,
  source: text,
  host: text,
  action,
  compensation: action.optional(),
  confirmedBy: text.optional(),
  repeat: z.literal(true).optional(),
  byHand: text,
});

const provenance = z.discriminatedUnion('state', [
  z.looseObject({ state: z.enum(['signed', 'retired']), name: text, fingerprint: text }),
  z.looseObject({ state: z.literal('unknown'), fingerprint: text }),
  z.looseObject({ state: z.literal('unsigned') }),
  z.looseObject({ state: z.literal('changed'), fault: text }),
]);

const trust = z.looseObject({
  keys: z.array(z.looseObject({ name: text, publicKey: text, retired: text.optional() })),
  snapshot: text.optional(),
  found: provenance.optional(),
});

const procedure = z.looseObject({
  schema: z.literal(1),
  kind: z.enum(['backup', 'restore', 'rehearsal']),
  title: text,
  sites: texts.min(1),
  parallel: z.number().optional(),
  downtimeBudget: z.number().optional(),
  profile: text,
  profiles: z.array(z.looseObject({ name: text, registryKey: text })).optional(),
  hosts: z.record(text, host),
  repository: z.looseObject({
    location: text,
    password: secret,
    server: z
      .looseObject({
        user: text.optional(),
        password: secret.optional(),
        caFile: text.optional(),
        clientCertificateFile: text.optional(),
        keyFile: text.optional(),
        knownHostsFile: text.optional(),
        region: text.optional(),
      })
      .optional(),
  }),
  trust: trust.optional(),
  steps: z.array(step),
  remarks: z.array(z.looseObject({ id: text, what: text, todo: text, source: text })).optional(),
});

const isProcedure = (found: unknown): found is Procedure => procedure.safeParse(found).success;

/** The procedure, or why it is none. One of an earlier version comes in the words of this one. */
export function readProcedure(stored: unknown): Procedure | string {
  const found = bringUp(stored);
  if (isProcedure(found)) return found;
  const [issue] = procedure.safeParse(found).error?.issues ?? [];
  return `${issue?.path.join('.') || 'all of it'}: ${issue?.message ?? 'it is not valid'}`;
}
