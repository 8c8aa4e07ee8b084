import type { Profile } from '@resite/site';
import { findProfile } from '@resite/site/profiles/profiles';
import type { Procedure } from './procedure.ts';

/** The profile of the sites that a procedure is about. */
export const profileOf = ({ profile, profiles }: Procedure): Profile => findProfile(profile, profiles);
