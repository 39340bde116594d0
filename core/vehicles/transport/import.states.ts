export const importStates = ['receiving', 'checking', 'checked', 'applying', 'done', 'cancelled'] as const;
export type ImportState = (typeof importStates)[number];

/**
 * from -> to. A dry run ends as checked and can be applied later; what is applied straight away is never checked alone. A file
 * that could not be taken in whole stays `receiving` and is thrown away.
 */
export const importTransitions: Record<ImportState, readonly ImportState[]> = {
  receiving: ['checking', 'applying'],
  checking: ['checked', 'cancelled'],
  checked: ['applying', 'cancelled'],
  applying: ['done', 'cancelled'],
  done: [],
  cancelled: [],
};

/** In these somebody is at work on the rows, or ought to be. */
export const workingStates = ['checking', 'applying'] as const satisfies readonly ImportState[];

/** `fill` adds what the register does not know; `replace` also puts the file in the place of what it does. */
export const importModes = ['fill', 'replace'] as const;
export type ImportMode = (typeof importModes)[number];

export const importLimits = { bytes: 32_000_000, rows: 200_000, cell: 200, batch: 500, keepDays: 14 } as const;
