/** `FILE_ATTRIBUTE_DIRECTORY`. */
const directoryBit = 0x10;
/** `FILE_ATTRIBUTE_ARCHIVE`: what a new file gets. */
const archiveBit = 0x20;

/** Attributes of a new file or folder, as Windows gives them. */
export function newAttributes(isFolder: boolean): number {
  return isFolder ? directoryBit : archiveBit;
}

/** The attributes as Windows shows them: whether something is a folder cannot be set. */
export function shownAttributes(attributes: number, isFolder: boolean): number {
  return (isFolder ? attributes | directoryBit : attributes & ~directoryBit) >>> 0;
}

/** `RangeError` for what is no 32-bit number. */
export function needAttributes(attributes: number): void {
  if (Number.isInteger(attributes) && attributes >= 0 && attributes <= 0xffff_ffff) return;
  throw new RangeError(`file attributes are a 32-bit number, not ${attributes}`);
}
