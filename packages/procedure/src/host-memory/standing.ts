import type { Host } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { settled } from '../access/service-state.ts';
import type { RecordedService } from '../journal/records.ts';
import { readStopped, type StoppedRecord, type UnreadableRecord } from './stopped-record.ts';

/** What a host remembers, and which of those services are not as it remembers them: of an unreadable record, nobody knows. */
export interface Standing {
  readonly record: StoppedRecord | UnreadableRecord;
  readonly astray: readonly string[] | undefined;
}

/** Undefined when the host remembers nothing, or is a powered-off disk: its services start by themselves with the computer. */
export async function standing(host: Host): Promise<Standing | undefined> {
  if (!host.live) return undefined;
  const record = await readStopped(host);
  return record && { record, astray: await notReturned(host, record) };
}

export async function notReturned(host: Host, record: Standing['record']): Promise<string[] | undefined> {
  return 'unreadable' in record
    ? undefined
    : statesAstray(await host.services.list(record.services.map(({ name }) => name)), record.services);
}

/** Names of those that are not in the wanted state and start type. */
export function statesAstray(now: readonly RecordedService[], wanted: readonly RecordedService[]): string[] {
  const isBack = ({ name, state, startType }: RecordedService) =>
    now.some(
      found => sameName(found.name, name) && settled(found.state) === settled(state) && found.startType === startType,
    );
  return wanted.filter(service => !isBack(service)).map(({ name }) => name);
}
