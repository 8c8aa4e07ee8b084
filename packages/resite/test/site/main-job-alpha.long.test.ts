import { alpha, otherLab } from './other-lab.ts';

otherLab.options = alpha;
await import('./main-job.test.ts');
