/** Changes in a hive, with what is not touched left as it is. */
export { type EditHiveOptions, editHive, type HiveEditor } from './hive/edit/edit-hive.ts';
