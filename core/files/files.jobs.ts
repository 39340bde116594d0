import type { Job } from '../scheduling/types.ts';
import type { FileService } from './types.ts';

/** Timed work on files. */
export const fileJobs = ({ files }: { readonly files: Pick<FileService, 'sweep'> }): readonly Job[] => [
  {
    name: 'files.sweep-expired',
    purpose: 'Deletes files whose time is over and what a crash left half stored',
    every: '1 hour',
    run: async (now) => `${await files.sweep(now)} files deleted`,
  },
];
