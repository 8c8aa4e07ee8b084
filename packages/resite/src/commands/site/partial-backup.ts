import { adviceOf, isResiteError, ResiteError } from '@resite/errors';

/** Why sites were not backed up; a `BACKUP_PARTIAL` says itself which of them were not. */
export interface BackupFailure {
  readonly sites: readonly string[];
  readonly error: unknown;
}

/**
 * The one error that a command for several sites ends in: services that are down come before everything else; a single
 * cause stands for itself; and `BACKUP_PARTIAL` names every site that was not backed up when others were.
 */
export function partialBackup(failures: readonly BackupFailure[], siteCount: number): unknown {
  const [first] = failures;
  const down = failures.find(({ error }) => isResiteError(error, 'SERVICES_NOT_RESTORED'));
  const isPartial = ({ error }: BackupFailure) => isResiteError(error, 'BACKUP_PARTIAL');
  const lost = failures.filter(failure => !isPartial(failure)).reduce((sum, { sites }) => sum + sites.length, 0);
  const cause = new AggregateError(failures.map(({ error }) => error));
  if (failures.length === 1 && (first!.sites.length === siteCount || isPartial(first!))) return first!.error;
  if (down !== undefined) {
    return new ResiteError('SERVICES_NOT_RESTORED', failures.map(describe).join('; '), {
      ...adviceOf(down.error),
      cause,
    });
  }
  const code = lost === siteCount && isResiteError(first!.error) ? first!.error.code : 'BACKUP_PARTIAL';
  return new ResiteError(code, failures.map(describe).join('; '), { ...adviceOf(first!.error), cause });
}

function describe({ sites, error }: BackupFailure): string {
  const message = error instanceof Error ? error.message : String(error);
  if (isResiteError(error, 'BACKUP_PARTIAL')) return message;
  return `${sites.join(', ')} ${sites.length === 1 ? 'was' : 'were'} not backed up: ${message}`;
}
