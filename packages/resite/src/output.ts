import { fitting } from './narrow.ts';
import { createStyle, forTerminal, type Style } from './styled.ts';

export type { Style };

/** The two streams of the command line: results go to `out`, everything said about the work to `err`. */
export interface Output {
  readonly out: OutputStream;
  readonly err: OutputStream;
}

export interface OutputStream {
  readonly isTerminal: boolean;
  readonly stream: NodeJS.WriteStream;
  /** One line, whatever is in it: nothing but our own colours steers a terminal. */
  line(text: string): void;
  /** Coloured where the stream shows colours: NO_COLOR, FORCE_COLOR and TERM=dumb count. */
  style: Style;
}

/**
 * A reader that went away (`resite … | head`), or a terminal that was closed, is no error and stops nothing: what is under way is brought to its end,
 * only nobody hears of it any more.
 */
export function openOutput({ color }: { color: boolean }): Output {
  return { out: openStream(process.stdout, color), err: openStream(process.stderr, color) };
}

function openStream(stream: NodeJS.WriteStream, color: boolean): OutputStream {
  let isOpen = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isGone = error.code === 'EPIPE' || error.code === 'EOF' || (stream.isTTY && error.code === 'EIO');
    if (!isGone) throw error;
    isOpen = false;
  });
  return {
    isTerminal: stream.isTTY === true && process.env.TERM !== 'dumb',
    stream,
    line(text) {
      if (!isOpen) return;
      // Before a line feed it steers nothing: pages for Windows have it.
      const end = text.endsWith('\r') ? '\r\n' : '\n';
      const line = forTerminal(end === '\n' ? text : text.slice(0, -1));
      const lines = stream.isTTY ? fitting(line, stream.columns) : [line];
      stream.write(lines.join('\n') + end);
    },
    style: createStyle(stream, color),
  };
}
