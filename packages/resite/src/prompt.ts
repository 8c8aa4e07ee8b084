import { stderr, stdin } from 'node:process';
import { ResiteError } from '@resite/errors';
import { visible } from '@resite/errors/visible';

/** Asks on the terminal for a secret, without echo. Undefined when there is no terminal to ask on. */
export function terminalPrompt(signal: AbortSignal): ((question: string) => Promise<string>) | undefined {
  if (!stdin.isTTY) return undefined;
  return question => askSecret(question, signal);
}

async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  stdin.setRawMode(true); // before the question: what answers it must not be echoed
  try {
    stderr.write(`Enter ${visible(question)}: `);
    return await readLine(signal);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

async function readLine(signal: AbortSignal): Promise<string> {
  const line: string[] = [];
  // a raw terminal hands over the keys that are signals or commands otherwise
  for await (const chunk of stdin.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    signal.throwIfAborted();
    for (const key of chunk as string) {
      if (key === '\r' || key === '\n') return line.join('');
      if (key === '\u0003' || key === '\u0004')
        throw new ResiteError('INTERRUPTED', 'interrupted while asking for a password');
      if (key === '\u0015') line.length = 0;
      else if (key === '\u007f' || key === '\b') line.pop();
      else line.push(key);
    }
  }
  throw new ResiteError('SECRET_UNREADABLE', 'the input ended before the password', {
    hint: 'Use --password-file FILE.',
  });
}
