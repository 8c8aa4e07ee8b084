import { isSilent } from '@resite/errors';

/**
 * What comes of the action with a handle, which is closed afterwards. A failure of the action goes before one to close: that may only come of it.
 * Where it is that the connection was lost, the handle went with it.
 */
export async function closing<Handle, Result>(
  handle: Handle,
  close: (handle: Handle) => Promise<void>,
  action: (handle: Handle) => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await action(handle);
  } catch (error) {
    if (!isSilent(error)) await close(handle).catch(() => {});
    throw error;
  }
  await close(handle);
  return result;
}
