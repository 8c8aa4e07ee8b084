/** What a repository is made of. */
export { listObjects, type ObjectList } from './objects/list-objects.ts';
export { type ObjectType, readConfig, readObject } from './objects/read-object.ts';
