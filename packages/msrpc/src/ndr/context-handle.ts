/** What a server gave for something that it holds open ([C706] 14.2.16.6): 20 bytes that only this server understands. */
export interface ContextHandle<Kind extends string = string> {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

export const contextHandleSize = 20;

/** @throws RangeError when these are not 20 bytes */
export function contextHandle<Kind extends string>(kind: Kind, bytes: Uint8Array): ContextHandle<Kind> {
  if (bytes.length !== contextHandleSize)
    throw new RangeError(`a context handle has 20 bytes, and not ${bytes.length}`);
  return { kind, bytes };
}
