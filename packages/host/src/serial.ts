/** Runs actions one after another, in the order in which they were given. */
export type Serial = <Result>(action: () => Promise<Result>) => Promise<Result>;

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return action => {
    const next = last.then(action, action);
    last = next.catch(() => {});
    return next;
  };
}
