import { restoreMatrix } from './restore.ts';

restoreMatrix('self');
