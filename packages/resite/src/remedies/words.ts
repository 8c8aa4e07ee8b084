import type { AnyRemedy } from '@resite/errors';

/** What an error says can be done. */
export interface ErrorAdvice {
  readonly remedy?: AnyRemedy | undefined;
  readonly hint?: string | undefined;
}

/** How a person who types commands does each of these. `hintOf` words what an error says, for one that stands in another. */
export type Words<R extends AnyRemedy> = {
  readonly [K in R['kind']]:
    | string
    | ((remedy: Extract<R, { kind: K }>, hintOf: (advice: ErrorAdvice) => string | undefined) => string);
};
