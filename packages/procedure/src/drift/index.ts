export { type Drift, detectDrift } from './drift.ts';
