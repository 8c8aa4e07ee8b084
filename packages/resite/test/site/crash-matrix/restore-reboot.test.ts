import { restoreMatrix } from './restore.ts';

restoreMatrix('both');
