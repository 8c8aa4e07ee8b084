/** An integer too long for a JavaScript number may stand behind a colon, comma or bracket. */
const longNumber = /[:[,]\s*-?\d{16,}/;

/** `JSON.parse` that gives integers beyond 2^53 as bigint instead of a wrong number. */
export function parseJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? '')
      ? BigInt(context.source!)
      : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}
