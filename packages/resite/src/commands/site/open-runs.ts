import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isResiteError } from '@resite/errors';
import { reportOf } from '@resite/procedure/history';
import { isSettled, Journal } from '@resite/procedure/journal';
import type { Context } from '../../context.ts';
import { hintOf } from '../../remedies.ts';

interface Concern {
  /** Of the journal. */
  readonly state: string;
  readonly sites: readonly string[];
  /** As resite.yaml names them. */
  readonly hosts: readonly string[];
  /** A run that is meant itself. */
  readonly except?: string | undefined;
}

/**
 * Says, before anything else, that a run for one of the sites or hosts waits to be resumed: it explains much of what is
 * found afterwards. Each run is named once a command. A journal that cannot be read is reported, too, and stops nobody here.
 */
export function tellOpenRuns({ emit, waiting }: Pick<Context, 'emit' | 'waiting'>, concern: Concern): void {
  if (!existsSync(join(concern.state, 'journal.db'))) return;
  try {
    for (const { run, text } of openRuns(concern)) {
      if (waiting.has(run)) continue;
      waiting.add(run);
      emit({ message_type: 'warning', text });
    }
  } catch (error) {
    if (!isResiteError(error)) throw error;
    emit({ message_type: 'warning', text: `${error.message}. ${hintOf(error) ?? ''}`.trim() });
  }
}

function openRuns({ state, sites, hosts, except }: Concern): { run: string; text: string }[] {
  const journal = new Journal(state);
  try {
    return journal.runs().flatMap(run => {
      const { id } = run;
      if (id === except || run.alive || run.kind === 'rehearsal') return [];
      if (isSettled(run) && (run.kind === 'backup' || run.status === 'done')) return []; // nothing to carry on
      const ofSite = run.sites.some(code => sites.includes(code));
      if (!ofSite && !run.hosts.some(host => hosts.includes(host))) return [];
      const { resumable, status, kind } = reportOf(journal, id);
      if (!resumable) return [];
      const open = status === 'unsettled' ? 'left services that are not in their recorded state' : endings[status];
      const carries = kind === 'restore' ? 'carries it on' : 'returns the services';
      return [{ run: id, text: `run ${id} ${open ?? 'was cut off'}: "resite resume ${id}" ${carries}` }];
    });
  } finally {
    journal.close();
  }
}

const endings: Readonly<Record<string, string>> = { failed: 'ended early', interrupted: 'was interrupted' };
