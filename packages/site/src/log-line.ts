/** One line of a trace log, such as SCMAN.LOG. */
export interface LogLine {
  /** The message. A `~` at either end marks a line break in the message and is part of it (Q171005). */
  readonly text: string;
  /** `SMS_SITE_CONFIG_MANAGER`. */
  readonly component: string;
  /** Local time of the server, as C's `ctime` writes it, its line break as `~`: `Wed Jun 18 15:49:57 1997~`. */
  readonly time: string;
  /** Thread number, hexadecimal digits. */
  readonly thread: string;
  /** Q171005 shows `<…>`, Q270218 `(…)`. */
  readonly brackets: '<>' | '()';
}

const pattern = /^(.*?)(?: {2})?\$\$([<(])(SMS_[A-Z_0-9]+)[>)][<(]([^<>()]+)[>)][<(]thread=([0-9A-F]+)[>)]$/i;

/** Reads one line, without its line end; undefined when it is not of this format. */
export function parseLogLine(line: string): LogLine | undefined {
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const [, text, bracket, component, time, thread] = match;
  return { text: text!, component: component!, time: time!, thread: thread!, brackets: bracket === '<' ? '<>' : '()' };
}

/** The line, without a line end, with two blanks before the `$$`; {@link parseLogLine} gives back the same fields. */
export function formatLogLine({ text, component, time, thread, brackets }: LogLine): string {
  const [open, close] = brackets;
  return `${text}  $$${open}${component}${close}${open}${time}${close}${open}thread=${thread}${close}`;
}

/** The time in the form of the logs, `~` included; pass a date whose UTC fields are the server's local ones. */
export function formatLogTime(date: Date): string {
  const [day, dayOfMonth, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${dayOfMonth} ${time} ${year}~`;
}
