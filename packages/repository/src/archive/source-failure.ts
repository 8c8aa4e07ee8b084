/** An error of the source, told apart from one of the repository: it costs one file, not the backup. */
export class SourceFailure extends Error {
  readonly reason: Error;

  constructor(reason: unknown) {
    super('the source failed', { cause: reason });
    this.reason = reason instanceof Error ? reason : new Error(String(reason));
  }
}

export async function fromSource<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new SourceFailure(error);
  }
}

export async function* piecesFromSource(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await fromSource(() => iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
