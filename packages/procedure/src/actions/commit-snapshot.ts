import { userInfo } from 'node:os';
import { defined, shortId } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Repository } from '@resite/repository';
import { passwordSetBy } from '@resite/site/password-set';
import { isWithin } from '@resite/site/paths';
import { findProfile } from '@resite/site/profiles/profiles';
import { snapshotPath } from '../capture/snapshot-path.ts';
import { archiveWithFolder } from '../capture/tree-source.ts';
import type { Execution } from '../execution/execution.ts';
import type { RecordedService } from '../journal/records.ts';
import { dependentsOn, isAmong } from '../plan/dependents.ts';
import type { StoppedServices } from '../plan/plan-text.ts';
import type { ActionOf, Procedure } from '../plan/procedure.ts';
import { planRestore } from '../plan/restore/plan-restore.ts';
import { renderMarkdown, renderTxt } from '../plan/runbook.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { describeTree } from '../snapshot/describe-tree.ts';
import { leftOutOfCapture, partialTag } from '../snapshot/left-out.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { judgeProvenance } from '../snapshot/provenance.ts';
import { parseManifest } from '../snapshot/read-manifest.ts';
import { resiteFolder } from '../snapshot/resite-folder.ts';
import { signatureName, signSnapshot } from '../snapshot/sign-snapshot.ts';
import { readKey, type SigningKey } from '../snapshot/signing-key.ts';
import type { ActionHandler } from './action-handler.ts';
import { storeCopy } from './capture-stopped.ts';

/** Stores what was captured, adds `/.resite` to it and makes it a snapshot: nothing is visible in the repository before this. */
export const commitSnapshot: ActionHandler<'commit-snapshot'> = async (action, execution) => {
  const repository = await execution.repository();
  const captured = execution.outcome('capture', action.capture);
  const copied = captured.tree ?? (await storeCopy(action.host, execution));
  const { attributes, permissions } = await describeTree(repository, copied, action.roots);
  const described = makeManifest(action, execution, { captured: captured.began, permissions });
  const servicePassword = await servicePasswordOf(described, action, execution);
  const manifest = { ...described, ...defined({ servicePassword }) };
  const { tree: folderTree } = execution.outcome('save-registry', action.registry);
  const restore = planRestoreOf(action, manifest, execution);
  const files: Record<string, Buffer> = {
    'manifest.json': Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`),
    'attributes.ndjson': attributes,
    'RUNBOOK.md': Buffer.from(renderMarkdown(restore)),
    'RUNBOOK.TXT': Buffer.from(renderTxt(restore)),
  };
  const { site } = manifest;
  const identity = { time: captured.began, hostname: site.identity.computerName };
  const key = action.signingKey && (await readKey(action.signingKey.file));
  if (key === undefined) {
    const how: ProcedureRemedy = { kind: 'make-signing-key' };
    execution.emit({ message_type: 'warning', text: unsignedText(site.siteCode), how });
  } else {
    const signed = { ...identity, site: site.siteCode, run: manifest.run, tree: copied, folderTree, files };
    files[signatureName] = await signSnapshot(repository, key, signed);
  }
  const { tree, summary } = await archiveWithFolder(repository, {
    tree: copied,
    name: resiteFolder,
    folderTree,
    files,
  });
  const { leftOut = [] } = manifest;
  const tags = [
    'resite',
    `site:${site.siteCode}`,
    `profile:${manifest.profile}`,
    ...(leftOut.length > 0 ? [partialTag] : []),
  ];
  if (key !== undefined) await requireSigned(repository, key, { ...identity, tree, tags });
  const snapshot = await repository.commit({
    ...identity,
    tree,
    paths: [...manifest.roots.map(snapshotPath), `/${resiteFolder}`],
    username: userInfo().username,
    tags,
    summary: {
      ...summary,
      filesProcessed: captured.files,
      bytesProcessed: captured.bytes,
      started: new Date(captured.began),
      ended: new Date(now()),
    },
  });
  const words = [
    ...(leftOut.length > 0 ? [`PARTIAL, without ${leftOut.map(({ what }) => what).join(', ')}`] : []),
    key === undefined ? 'NOT SIGNED' : `signed by ${key.fingerprint}`,
  ];
  return {
    detail: `snapshot ${shortId(snapshot.id)}, ${words.join(', ')}`,
    snapshot: snapshot.id,
    leftOut,
    signedBy: key?.fingerprint ?? null,
  };
};

const unsignedText = (site: string) =>
  `the snapshot of ${site} is not signed: this installation has no key, and a restore will ask for --trust-snapshot.`;

/** A signature that no restore would accept is found here, while there is nothing to be sorry for. */
async function requireSigned(
  repository: Repository,
  { publicKey }: SigningKey,
  made: Parameters<typeof judgeProvenance>[1],
): Promise<void> {
  const found = await judgeProvenance(repository, made, { keys: [{ name: 'own', publicKey }] });
  if (found.state !== 'signed') throw new Error(`a snapshot that was just signed is ${JSON.stringify(found)}`);
}

/** What the steps have found becomes a manifest by being read as one: what nobody could read would only look like a backup. */
function makeManifest(
  action: ActionOf<'commit-snapshot'>,
  execution: Execution,
  { captured, permissions }: Pick<Manifest, 'captured' | 'permissions'>,
): Manifest {
  const { run, journal } = execution;
  const { logonServers } = action;
  const { site } = execution.outcome('describe-site', action.description);
  const found = {
    schema: 1,
    run: run.id,
    captured,
    profile: site.profile,
    host: action.host,
    site,
    roots: action.roots,
    registryKey: action.registryKey,
    registryFiles: execution.outcome('save-registry', action.registry).files,
    services: journal.services.recorded(run.id, action.host).filter(isOfSite(run.procedure, action.host)),
    logonServers: logonServers && execution.outcome('describe-logon-servers', logonServers).servers,
    permissions,
  } satisfies Record<Exclude<keyof Manifest, 'leftOut' | 'servicePassword'>, unknown>;
  const { profiles } = run.procedure;
  const manifest = parseManifest(JSON.stringify(found), 'to be made', profiles);
  const profile = findProfile(manifest.profile, profiles);
  const { roots } = manifest;
  // A share of what is not in the snapshot cannot come back.
  const shares = manifest.site.shares.filter(({ path }) => roots.some(root => isWithin(path, root)));
  return {
    ...manifest,
    site: { ...manifest.site, shares },
    leftOut: leftOutOfCapture(manifest.site, roots, profile),
  };
}

/** Asked when the services are back, for it may take a moment. What was set after the capture is not what the site control file holds. */
async function servicePasswordOf(
  { site, captured }: Manifest,
  { host, parentHost }: ActionOf<'commit-snapshot'>,
  execution: Execution,
): Promise<Manifest['servicePassword']> {
  const account = site.services.map(service => service.account).find(name => name.includes('\\'));
  if (account === undefined) return undefined;
  const found = await passwordSetBy([execution.host(host), execution.host(parentHost)], account);
  return 'set' in found && found.set <= new Date(captured) ? { account, set: found.set.toISOString() } : undefined;
}

/** Those that were stopped on a host, for who does it by hand. */
function stoppedOn(host: string, { journal, run }: Execution): StoppedServices {
  const recorded = journal.services.recorded(run.id, host);
  const dependents = dependentsOn(run.procedure, host);
  const others = recorded.filter(service => isAmong(dependents, service));
  return defined({
    services: recorded.map(({ name }) => name),
    dependents: others.length === 0 ? undefined : others.map(({ name }) => name),
  });
}

const isOfSite = (procedure: Procedure, host: string) => (service: RecordedService) =>
  !isAmong(dependentsOn(procedure, host), service);

/** The restore of this very snapshot, for a day without Resite. */
function planRestoreOf(action: ActionOf<'commit-snapshot'>, manifest: Manifest, execution: Execution): Procedure {
  const { hosts, repository, profiles } = execution.run.procedure;
  const { services: parentServices, dependents: parentDependents } = stoppedOn(action.parentHost, execution);
  const helpers = (action.helpers ?? []).map(helper => ({ ...helper, ...stoppedOn(helper.host, execution) }));
  return planRestore({
    manifest,
    snapshot: 'latest',
    target: manifest.host,
    parent: action.parentHost,
    parentServices,
    parentDependents,
    helpers,
    hosts,
    repository,
    account: action.account,
    profiles,
    minutes: 45,
  });
}
