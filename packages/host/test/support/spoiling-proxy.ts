import { type AnsweringProxy, startAnsweringProxy } from './answering-proxy.ts';

export interface SpoilingProxy extends AnsweringProxy {
  /** Bytes that were changed. */
  readonly spoiled: number;
  /** From now on about one in so many bytes that the server sends is another one; none when it is Infinity. */
  spoilOneIn(count: number): void;
}

/** A TCP proxy on 127.0.0.1 whose server answers nonsense, chosen by `random`. */
export async function startSpoilingProxy(port: number, address: string, random: () => number): Promise<SpoilingProxy> {
  let spoiled = 0;
  let rate = Number.POSITIVE_INFINITY;
  const spoil = (data: Buffer) => {
    // a few of its length frames stay whole, else nothing would ever be read as an answer
    for (let at = Math.floor(random() * rate * 2); at < data.length; at += 1 + Math.floor(random() * rate * 2)) {
      data[at] = Math.floor(random() * 256);
      spoiled += 1;
    }
    return data;
  };

  const proxy = await startAnsweringProxy(port, address, () => sent => (Number.isFinite(rate) ? spoil(sent) : sent));
  return {
    ...proxy,
    get spoiled() {
      return spoiled;
    },
    spoilOneIn(count) {
      rate = count;
    },
  };
}
