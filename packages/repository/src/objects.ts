/** What a repository is made of. */
export { listObjects, type ObjectList, objectLists } from './objects/list-objects.ts';
export { type ObjectType, objectTypes, readConfig, readObject } from './objects/read-object.ts';
