export { createGridFsStore } from './byte-store.ts';
export type { ByteStore } from './byte-store.ts';
export { createFileService, maxBytes } from './file.service.ts';
export { fileJobs } from './files.jobs.ts';
export { keepPhoto } from './keep-photo.ts';
export { maxInputPixels } from './photo.ts';
export { madeTypes } from './types.ts';
export type { FileService, MadeType, StoredFile } from './types.ts';
