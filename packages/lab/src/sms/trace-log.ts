import { appendFileSync, renameSync, statSync } from 'node:fs';
import { upcase } from '@resite/registry/names';
import { formatLogLine, formatLogTime } from '@resite/site/log-line';

/** Beyond this a log becomes the backup log, `.LO_`, and a new one begins. */
const longest = 256 * 1024;

export type TraceLog = (text: string) => Promise<void>;

/** A log of one component in the line format of SMS (Q171005). `path` is one of this computer. */
export function openTraceLog(path: string, component: string, thread: number): TraceLog {
  const threadText = upcase(thread.toString(16));
  return async text => {
    const time = formatLogTime(new Date());
    const line = formatLogLine({ text: `~${text}`, component, time, thread: threadText, brackets: '<>' });
    const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (size > longest) renameSync(path, path.replace(/\.LOG$/i, '.LO_'));
    appendFileSync(path, `${line}\r\n`, 'latin1');
  };
}
