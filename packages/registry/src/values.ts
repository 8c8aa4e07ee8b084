/** Values of a registry, and times as Windows counts them. */
export { fileTime, fileTimeToDate } from './model/file-time.ts';
export { valueType } from './model/model.ts';
export {
  binaryValue,
  dwordValue,
  expandStringValue,
  multiStringValue,
  readDword,
  readMultiString,
  readString,
  stringValue,
  typeName,
} from './model/values.ts';
