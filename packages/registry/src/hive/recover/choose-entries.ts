import { headerField, headerSize } from '../header.ts';
import type { LogEntry, OpenLog } from './log-file.ts';
import { readNewLog } from './new-log.ts';
import { readOldLog } from './old-log.ts';

export interface Choice {
  log: OpenLog;
  entry: LogEntry;
}

interface Situation {
  hive: Buffer;
  /** Whether the header of the hive is sound. */
  isValid: boolean;
  logs: readonly OpenLog[];
}

type Refuse = (log: string) => (reason: string) => undefined;

/** What is to be applied, in its order. Where there are logs of the new format, those of the old one are remains. */
export function chooseEntries(situation: Situation, refuse: Refuse): Choice[] {
  const isNew = situation.logs.some(({ format }) => format === 'new');
  const logs = situation.logs.filter(({ name, format }) => {
    if (isNew && format === 'old') refuse(name)('it is of the old format, and another one is newer');
    return (format === 'new') === isNew;
  });
  return isNew ? chooseNew({ ...situation, logs }, refuse) : chooseOld({ ...situation, logs }, refuse);
}

/**
 * Entries continue from one log into the other; with a broken header there is nothing they could be compared with, and
 * only the log with the latest counts.
 */
function chooseNew({ hive, isValid, logs }: Situation, refuse: Refuse): Choice[] {
  const readable = logs
    .map(log => ({ log, entries: readNewLog(log) }))
    .filter(({ log, entries }) => entries.length > 0 || refuse(log.name)('none of its entries is sound'))
    .sort((a, b) => a.log.sequence - b.log.sequence);
  if (!isValid) {
    const latest = readable.pop();
    for (const { log } of readable) refuse(log.name)('the other one is newer, and the header of the hive is damaged');
    return latest?.entries.map(entry => ({ log: latest.log, entry })) ?? [];
  }
  const written = hive.readUInt32LE(headerField.secondarySequence);
  const chosen: Choice[] = [];
  for (const { log, entries } of readable) {
    const last = chosen.at(-1);
    if (log.sequence < written) refuse(log.name)('what it holds is in the hive already');
    else if (last && log.sequence !== last.entry.sequence + 1)
      refuse(log.name)('something is missing before its entries');
    else chosen.push(...entries.map(entry => ({ log, entry })));
  }
  return chosen;
}

/** The first that was written with the hive; else, as since Windows 8, the second if it is the newer one. */
function chooseOld({ hive, isValid, logs }: Situation, refuse: Refuse): Choice[] {
  const times = [hive.readBigUInt64LE(headerField.timestamp)];
  if (!isValid && hive.length >= headerSize + 28) times.push(hive.readBigUInt64LE(headerSize + 20)); // of the first bin
  const readable = logs
    .map(log => ({ log, entry: readOldLog(log, refuse(log.name)) }))
    .filter((choice): choice is Choice => choice.entry !== undefined);
  const newest =
    readable.length > 1 && readable[1]!.log.timestamp > readable[0]!.log.timestamp ? readable[1] : undefined;
  const chosen = readable.find(({ log }) => times.includes(log.timestamp)) ?? newest;
  for (const { log } of readable) {
    if (log !== chosen?.log)
      refuse(log.name)(chosen ? 'another one is used' : 'it was written at another time than the hive');
  }
  return chosen ? [chosen] : [];
}
