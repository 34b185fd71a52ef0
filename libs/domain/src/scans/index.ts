export {
  type Counted,
  countedOf,
  countingOf,
  initialHistory,
  type KnownScan,
  type NextNote,
  nextNote,
  noteScans,
  type ScanHistory,
  type ScanPush,
  type ScanReading,
  scansFold,
} from './history';
export { type ChangedScan, type ReadAgain, readAgain } from './read-again';
