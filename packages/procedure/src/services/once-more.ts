import { isSilent } from '@resite/errors';
import { sleep } from '@resite/filesystem/clock';

/** Milliseconds. */
const pause = 1_000;

/** Does what is idempotent once more when the host gave no answer: a connection that was cut can be made again a moment later. */
export async function onceMore<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!isSilent(error)) throw error;
    await sleep(pause);
    return action();
  }
}
