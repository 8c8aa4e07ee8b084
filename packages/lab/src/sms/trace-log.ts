import { appendFile, rename, stat } from 'node:fs/promises';
import { isSystemError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import { formatLogLine, formatLogTime } from '@resite/site/log-line';

/** Beyond this a log becomes the backup log, `.LO_`, and a new one begins. */
const longest = 256 * 1024;

export type TraceLog = (text: string) => Promise<void>;

/** A log of one component in the line format of SMS (Q171005). `path` is one of this computer. */
export function openTraceLog(path: string, component: string, thread: number): TraceLog {
  const threadText = upcase(thread.toString(16));
  let last: Promise<void> = Promise.resolve();
  const write = async (text: string) => {
    const time = formatLogTime(new Date());
    const line = formatLogLine({ text: `~${text}`, component, time, thread: threadText, brackets: '<>' });
    if ((await sizeOf(path)) > longest) await rename(path, path.replace(/\.LOG$/i, '.LO_'));
    await appendFile(path, `${line}\r\n`, 'latin1');
  };
  return text => {
    last = last.then(() => write(text));
    return last;
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}
