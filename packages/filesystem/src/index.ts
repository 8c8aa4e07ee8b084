export { syncFolder, writeFileDurably } from './durable.ts';
export {
  getExtendedAttribute,
  hasExtendedAttributes,
  listExtendedAttributes,
  removeExtendedAttribute,
  setExtendedAttribute,
} from './extended-attributes.ts';
export { setTimes } from './times.ts';
