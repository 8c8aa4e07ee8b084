export { type Clock, clock } from './clock.ts';
export { replaceDurably, syncFolder, writeFileDurably } from './durable.ts';
export {
  getExtendedAttribute,
  hasExtendedAttributes,
  listExtendedAttributes,
  removeExtendedAttribute,
  setExtendedAttribute,
} from './extended-attributes.ts';
export { at, ofEachProcess, type Port, port, type Surroundings, useSurroundings } from './port.ts';
export { setOpenTimes, setTimes } from './times.ts';
export { type Judged, type Weakness, whoMayChange } from './who-may-change.ts';
