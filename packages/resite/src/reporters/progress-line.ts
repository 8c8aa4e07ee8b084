import { SingleBar } from 'cli-progress';
import type { OutputStream } from '../output.ts';
import { forTerminal } from '../styled.ts';
import type { Progress } from './progress.ts';

/** The line at the bottom of a terminal that shows how far the work is. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away; the next `show` brings it back. */
  hide(): void;
}

const width = 24;

export function createProgressLine({ stream, style }: OutputStream): ProgressLine {
  let bar: SingleBar | undefined;
  const format = (
    _options: unknown,
    { progress }: { progress: number },
    { kind, text, current }: Readonly<Record<string, string>>,
  ) => {
    const filled = Math.round(progress * width);
    const drawn =
      kind === 'part' ? `${style('cyan', '█'.repeat(filled))}${style('dim', '░'.repeat(width - filled))} ` : '';
    return forTerminal(`${drawn}${text}${current === '' ? '' : `  ${style('dim', current ?? '')}`}`);
  };
  return {
    show({ part, text, current = '' }) {
      const payload = { kind: part === undefined ? 'count' : 'part', text, current };
      if (bar === undefined) {
        bar = new SingleBar({ stream, format, clearOnComplete: true, hideCursor: true });
        bar.start(1, part ?? 0, payload);
      } else bar.update(part ?? 0, payload);
    },
    hide() {
      bar?.stop();
      bar = undefined;
    },
  };
}
