/** `T` whose keys that may be undefined are optional instead. */
export type Defined<T> = Flat<
  { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
  }
>;

type Flat<T> = { [K in keyof T]: T[K] };

/**
 * The object without the keys whose value is undefined, which is what optional keys want. Null, false, 0 and the empty text
 * are values and stay.
 *
 * @example
 * ```ts
 * import { defined } from '@resite/errors';
 *
 * const { HOME, EDITOR } = process.env;
 * const user: { name: string; home?: string; editor?: string } = defined({ name: 'sms', home: HOME, editor: EDITOR });
 * ```
 */
export function defined<const T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
