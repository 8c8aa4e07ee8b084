/** Changes in a hive, with what is not touched left as it is. */
export { editHive } from './hive/edit/edit-hive.ts';
export type { EditHiveOptions, HiveEditor } from './hive/edit/hive-editor.ts';
