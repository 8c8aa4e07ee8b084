import { headerField } from '../header.ts';
import { type LogEntry, type OpenLog, sectorSize } from './log-file.ts';

/** The pages of a log file before Windows 8.1: a map with a bit for each 512 bytes of the hive, then those with a 1. */
export function readOldLog(
  { bytes, header, sequence }: OpenLog,
  refuse: (reason: string) => void,
): LogEntry | undefined {
  const dataSize = header.readUInt32LE(headerField.dataSize);
  if (dataSize === 0 || dataSize % 4096 !== 0) return void refuse(`${dataSize} cannot be the size of the hive's bins`);
  const sector = sectorSize * Math.min(8, Math.max(1, header.readUInt32LE(headerField.clusteringFactor)));
  const map = sector + 4;
  const mapEnd = map + dataSize / sectorSize / 8;
  if (bytes.length < mapEnd) return void refuse('it ends within the map of its pages');
  if (bytes.toString('latin1', sector, map) !== 'DIRT') return void refuse('it holds no "DIRT"');
  let start = Math.ceil(mapEnd / sector) * sector;
  const pages: LogEntry['pages'] = [];
  for (let page = 0; page < dataSize / sectorSize; page++) {
    if ((bytes[map + (page >> 3)]! & (1 << (page & 7))) === 0) continue;
    if (bytes.length < start + sectorSize) return void refuse('it ends within its pages');
    pages.push({ offset: page * sectorSize, bytes: bytes.subarray(start, start + sectorSize) });
    start += sectorSize;
  }
  return { sequence, dataSize, flag: undefined, pages };
}
