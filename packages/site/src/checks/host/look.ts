import { adviceOf, defined, isResiteError, isSilent } from '@resite/errors';
import { type Check, conclude, type Finding } from '../check.ts';

export type Seen = Omit<Finding, 'id' | 'good'> & { readonly good?: boolean };

/** Looks at one thing; what cannot be looked at is not good, and says why. */
export async function look(id: Finding['id'], action: () => Promise<Seen>): Promise<Check> {
  try {
    return conclude({ good: true, ...(await action()), id });
  } catch (error) {
    if (!isResiteError(error)) throw error;
    const { hint, remedy: how } = adviceOf(error);
    const silent = isSilent(error) ? 'no answer: ' : '';
    return conclude(
      defined({
        id,
        good: false,
        code: error.code,
        found: `${silent}${error.message}`,
        remedy: hint?.replaceAll('\n', ' '),
        how,
      }),
    );
  }
}
