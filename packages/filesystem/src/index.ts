export { type Clock, clock } from './clock.ts';
export { replaceDurably, syncFolder, writeFileDurably } from './durable.ts';
export {
  getExtendedAttribute,
  hasExtendedAttributes,
  listExtendedAttributes,
  removeExtendedAttribute,
  setExtendedAttribute,
} from './extended-attributes.ts';
export { makeFolders } from './make-folders.ts';
export {
  absolutePath,
  bytesFromText,
  hasStrayBytes,
  type Path,
  pathFromBytes,
  pathFromText,
  textFromBytes,
  textFromPath,
  withBytesShown,
  workingFolder,
} from './path-text.ts';
export { at, ofEachProcess, type Port, port, type Surroundings, useSurroundings } from './port.ts';
export { setOpenTimes, setTimes } from './times.ts';
export { type Judged, type Weakness, whoMayChange } from './who-may-change.ts';
