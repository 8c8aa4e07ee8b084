import type { CheckId } from '@resite/site';
import { isLong } from '../../../../scripts/sample.ts';
import { alpha, otherLab } from './other-lab.ts';

/** Those that a platform, a Windows NT or an SMS makes a difference to; by night all of them. */
const ofPlatforms: readonly CheckId[] = [
  'identity-complete',
  'no-hierarchy-manager',
  'no-primary-folder',
  'parent-build',
  'services-running',
  'site-build',
  'site-control-file-agrees',
  'snapshot-bootstrap-program',
  'snapshot-service-programs',
  'target-hotfixes',
  'target-platform',
  'target-registry-empty',
  'target-windows',
];

otherLab.options = alpha;
otherLab.isTried = id => isLong || ofPlatforms.includes(id);
await import('./check-faults.test.ts');
