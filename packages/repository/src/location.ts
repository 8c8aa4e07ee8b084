/** Locations of repositories as restic writes them. */
export { type Location, parseLocation } from './backend/location.ts';
