import { ResiteError } from '@resite/errors';
import { visibleLines } from '@resite/errors/visible';

/** The bytes are the result: the one thing that goes to the output without an event. A terminal is shown them as text. */
export function toOutput(signal: AbortSignal): (bytes: Uint8Array) => Promise<void> {
  const decoder = process.stdout.isTTY ? new TextDecoder() : undefined;
  return bytes =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      process.stdout.write(decoder === undefined ? bytes : shown(decoder.decode(bytes, { stream: true })), error => {
        if (error) reject(new ResiteError('INTERRUPTED', 'nothing reads the output any more', { cause: error }));
        else resolve();
      });
    });
}

/** Lines end as they do on Windows or elsewhere, and tabs are tabs. */
const shown = (text: string) => text.replaceAll('\r\n', '\n').split('\t').map(visibleLines).join('\t');
