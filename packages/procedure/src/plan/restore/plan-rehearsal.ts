import { defined, formatTime } from '@resite/errors';
import type { Profile } from '@resite/site';
import { findProfile } from '@resite/site/profiles/profiles';
import { helpersText } from '@resite/site/site-control-file/helper-servers';
import type { RepositorySettings } from '../../access/repository-settings.ts';
import type { SnapshotTrust } from '../../snapshot/trust-text.ts';
import { type Procedure, type Remark, type Step, thisComputer } from '../procedure.ts';
import { planChecks } from './before.ts';
import type { TargetFacts } from './facts.ts';
import { withUniqueIds } from './plan-restore.ts';
import { planPut } from './put.ts';
import { planRevive } from './revive.ts';

export interface RehearsalFacts extends Omit<TargetFacts, 'parent'> {
  /** An empty machine that bears the name of the parent's server; a key of `hosts`. */
  readonly standIn?: string;
}

/**
 * The restore of a site to a scratch machine. Safe by its structure: every host that the procedure can reach is a scratch
 * machine, as it holds the settings of no others.
 */
export function planRehearsal(facts: RehearsalFacts): Procedure {
  const { manifest, hosts, repository, trust, profiles } = facts;
  const profile = findProfile(manifest.profile, profiles);
  return defined({
    schema: 1,
    kind: 'rehearsal',
    title: `Rehearse the restore of ${profile.title} ${manifest.site.siteCode}, as it was on ${formatTime(manifest.captured)}`,
    sites: [manifest.site.siteCode],
    profile: profile.name,
    ...defined({ profiles: profiles }),
    hosts,
    repository,
    trust,
    remarks: helpersAlone(manifest),
    steps: withUniqueIds([
      ...planChecks(facts, profile),
      ...planPut(facts, profile),
      ...planRevive(facts, profile),
      confirmation(facts, profile),
    ]),
  });
}

/** It needs no helper server: a live one works for the live site. */
function helpersAlone({ site: { helperServers = [] } }: TargetFacts['manifest']): Remark[] | undefined {
  if (helperServers.length === 0) return undefined;
  return [
    {
      id: 'helper-servers',
      what: `What other servers do for the site: ${helpersText(helperServers)}. A scratch machine has none, and the live ones are left alone.`,
      todo: 'Nothing.',
      source: 'Q131698; Q153247; Q135087; Q140366',
    },
  ];
}

function confirmation({ manifest, target, standIn, snapshot, minutes }: RehearsalFacts, profile: Profile): Step {
  const { site } = manifest;
  return {
    id: 'confirm-rehearsal',
    phase: 'confirm',
    title: `See that ${site.siteCode} works, as far as it can without its parent`,
    source: profile.steps.restore.awaitSite.source,
    host: target,
    action: defined({
      type: 'confirm-rehearsal',
      host: target,
      standIn,
      snapshot: { id: snapshot },
      minutes,
    }),
    byHand: 'See that the services run, the shares are back and the logs advance.',
  };
}

/** What can be said of a snapshot without a manifest that can be read: the one step says why. */
export function planFailedRehearsal(facts: {
  readonly siteCode: string;
  readonly profile: string;
  readonly snapshot: string;
  readonly repository: RepositorySettings;
  readonly trust?: SnapshotTrust | undefined;
}): Procedure {
  const { siteCode, profile, snapshot, repository, trust } = facts;
  return defined({
    schema: 1,
    kind: 'rehearsal',
    title: `Rehearse the restore of ${siteCode}`,
    sites: [siteCode],
    profile,
    hosts: {},
    repository,
    trust,
    steps: [
      {
        id: 'verify-snapshot',
        phase: 'read',
        title: 'Read the whole snapshot once',
        source: 'Resite: never make things worse',
        host: thisComputer,
        action: { type: 'verify-snapshot', snapshot: { id: snapshot } },
        byHand: 'restic check --read-data',
      },
    ],
  });
}
