import { eventMeanings } from '../../database/event-meanings.ts';
import { parseLogLine } from '../../log-line.ts';
import { siteControlErrors } from '../../site-control-file/error-extensions.ts';
import { type Check, conclude } from '../check.ts';
import { listFiles, modifiedAt } from './list-files.ts';
import type { TargetSituation } from './situation.ts';

/**
 * What SCMAN.LOG says since the last start of SMS_SITE_CONFIG_MANAGER (signs 6 and 14). Sources tell of its stages (Q130906)
 * and of the line at which it hangs (Q162383), not of every text: lines are looked through for these words only.
 */
export async function logChecks({ description, target, sinceOnTarget }: TargetSituation): Promise<Check[]> {
  const drive = description.smsRoot.slice(0, 3);
  const file = (await listFiles(target, drive)).find(({ name }) => /^SCMAN\.LOG$/i.test(name));
  const isNew = file !== undefined && modifiedAt(file) >= sinceOnTarget.getTime();
  const lines = isNew ? latestPass(linesOf(await target.files.read(drive + file.name))) : [];
  const last = lines.at(-1);
  const complete = lines.some(line => /\bstage (4|IV|four)\b/i.test(line));
  const hangs = last !== undefined && /user groups will be enumerated/i.test(last);
  const troubles = lines.flatMap(explain);
  return [
    conclude({
      id: 'scman-log',
      good: complete && !hangs,
      otherwise: 'not-yet',
      found: last === undefined ? 'no line since the restore' : `as the last line "${last}"`,
    }),
    conclude({
      id: 'no-trouble-in-log',
      good: troubles.length === 0,
      otherwise: 'not-yet',
      found: troubles.length === 0 ? 'none' : [...new Set(troubles)].join('; '),
    }),
  ];
}

/** The messages. A log is never long: beyond a quarter of a MiB or so it becomes the backup log, and a new one begins. */
function linesOf(log: Buffer): string[] {
  const lines = log.toString('latin1').split(/\r?\n/).filter(Boolean);
  return lines.map(line => (parseLogLine(line)?.text ?? line).replace(/^~|~$/g, '').trim());
}

/** From the last start on, and of that from the last pass that began with stage 1: what an earlier pass lacked is over. */
function latestPass(lines: readonly string[]): readonly string[] {
  const started = lines.slice(
    Math.max(
      0,
      lines.findLastIndex(line => /^start(ing|ed)\b/i.test(line)),
    ),
  );
  const pass = started.findLastIndex(line => /\bstage (1|I|one)\b/i.test(line));
  return pass > 0 ? started.slice(pass) : started;
}

/** What an event or an extension in a line means, if it is known and no good news. */
function explain(line: string): string[] {
  const event = /\bEvent (\d+)\b/i.exec(line)?.[1];
  const meaning = event === undefined ? undefined : eventMeanings[Number(event)];
  const extension = /(?:\bError |\.)(71\d)\b/.exec(line)?.[1];
  const refused = extension === undefined ? undefined : siteControlErrors[extension];
  return [
    ...(meaning !== undefined && meaning.kind !== 'good' ? [`event ${event} (${meaning.meaning})`] : []),
    ...(refused !== undefined ? [`${extension}: ${refused.cause}`] : []),
  ];
}
