/** Takes so many bytes from a stream; undefined when it ends before. */
export type ByteReader = (length: number) => Promise<Buffer | undefined>;

export function byteReader(stream: AsyncIterable<Buffer>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let left = Buffer.alloc(0);
  return async length => {
    while (left.length < length) {
      const { done, value } = await chunks.next();
      if (done) return undefined;
      left = Buffer.concat([left, value]);
    }
    const taken = left.subarray(0, length);
    left = left.subarray(length);
    return taken;
  };
}
