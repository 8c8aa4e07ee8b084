import type { Profile } from './profile.ts';
import { sms1xPrimary } from './sms-1x-primary.ts';
import { sms1xSecondary } from './sms-1x-secondary.ts';

/** The profiles that come with Resite. Those of an administrator stand beside them, under `profiles` in resite.yaml. */
export const profiles: readonly Profile[] = [sms1xPrimary, sms1xSecondary];
