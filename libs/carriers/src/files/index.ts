export type { Chunks, FileContext, FileItem } from './item';
export { readFile } from './read-file';
export { type FileEvent, type LineFate, sourceOfFiles, takeInFile } from './take-in';
