import { eventMeanings } from './database/event-meanings.ts';
import { parseLogLine } from './log-line.ts';
import { siteControlErrors } from './site-control-file/error-extensions.ts';

/** What a line of SCMAN.LOG says that is no good news. */
export interface LogTrouble {
  /** In words, with the number of the event, the extension or the error of Windows. */
  readonly what: string;
  /** SMS_SITE_CONFIG_MANAGER does not get over it without a person. */
  readonly final: boolean;
  /** Somebody could not log on with the name and password that were given. */
  readonly logon: boolean;
}

/** Where it lies: in the root of the drive of the SMS root (Q125452, Q130906). */
export const scmanLogOf = ({ smsRoot }: { readonly smsRoot: string }): string => `${smsRoot.slice(0, 3)}SCMAN.LOG`;

/** The messages. A log is never long: beyond a quarter of a MiB or so it becomes the backup log, and a new one begins. */
export function logLines(log: Buffer): string[] {
  const lines = log.toString('latin1').split(/\r?\n/).filter(Boolean);
  return lines.map(line => (parseLogLine(line)?.text ?? line).replace(/^~|~$/g, '').trim());
}

/** From the last start on, and of that from the last pass that began with stage 1: what an earlier pass lacked is over. */
export function latestPass(lines: readonly string[]): readonly string[] {
  const started = lines.slice(
    Math.max(
      0,
      lines.findLastIndex(line => /^start(ing|ed)\b/i.test(line)),
    ),
  );
  const pass = started.findLastIndex(line => /\bstage (1|I|one)\b/i.test(line));
  return pass > 0 ? started.slice(pass) : started;
}

/**
 * The troubles in lines of SCMAN.LOG. Sources tell of the events and extensions and of their numbers (Q122179, Q122180,
 * Q121683) and show one line whole (Q167808), not of every text: lines are looked through for these numbers only. What is tried again "during the next watchdog
 * cycle" comes too late for a restore that waits: two hours (Q168682).
 */
export const findTroubles = (lines: readonly string[]): LogTrouble[] => lines.flatMap(troublesOf);

function troublesOf(line: string): LogTrouble[] {
  const id = /\bEvent (\d+)\b/i.exec(line)?.[1];
  const event = id === undefined ? undefined : eventMeanings[Number(id)];
  const extension = /(?:\bError |\.)(71\d)\b/.exec(line)?.[1];
  const refused = extension === undefined ? undefined : siteControlErrors[extension];
  const number = /\b(?:(?:NT|Win32) error\s*[:=]?|logged with error|GetLastError)\s*\(?(\d+)/i.exec(line)?.[1];
  const refusal = number === undefined ? undefined : logonErrors[Number(number)];
  const logon = refusal !== undefined;
  const because = refusal === undefined ? '' : `; Windows error ${number}: ${refusal}`;
  return [
    ...(event !== undefined && event.kind !== 'good'
      ? [{ what: `event ${id} (${event.meaning}${because})`, final: event.final === true || logon, logon }]
      : []),
    ...(refused !== undefined ? [{ what: `${extension}: ${refused.cause}`, final: false, logon: false }] : []),
  ];
}

/** Numbers of Windows errors that no second try gets over: somebody has to change an account (winerror.h). */
const logonErrors: Readonly<Record<number, string>> = {
  1057: 'the account name is not valid',
  1069: 'the service could not log on',
  1326: 'unknown user name or wrong password',
  1327: 'the account is restricted',
  1330: 'the password has expired',
  1331: 'the account is disabled',
  1385: 'the account may not log on in this way',
  1909: 'the account is locked out',
};
