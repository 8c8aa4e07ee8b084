/** Uses what is to be closed afterwards. Interrupted, it is closed at once, and the reason of the signal is thrown. */
export async function whileOpen<Part extends { close(): Promise<void> }, Result>(
  part: Part,
  signal: AbortSignal,
  use: (part: Part) => Promise<Result>,
): Promise<Result> {
  const cut = () => {
    part.close().catch(() => {}); // it is closed once more below
  };
  signal.addEventListener('abort', cut, { once: true });
  try {
    const result = await use(part);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await part.close();
  }
}
