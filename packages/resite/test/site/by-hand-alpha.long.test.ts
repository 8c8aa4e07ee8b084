import { alpha, otherLab } from './other-lab.ts';

otherLab.options = alpha;
await import('./by-hand.test.ts');
