export { syncFolder, writeFileDurably } from './durable.ts';
export {
  getExtendedAttribute,
  listExtendedAttributes,
  removeExtendedAttribute,
  setExtendedAttribute,
} from './extended-attributes.ts';
export { setTimes } from './times.ts';
