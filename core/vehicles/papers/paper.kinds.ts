/** What papers a vehicle has: carte grise, assurance, contrôle technique, vignette. */
export const paperKinds = ['registration', 'insurance', 'inspection', 'tax'] as const;
export type PaperKind = (typeof paperKinds)[number];
export const isPaperKind = (value: unknown): value is PaperKind => paperKinds.some((kind) => kind === value);

/** Which day of the vehicle's a paper proves; a registration card has no end. */
export const untilOf = {
  insurance: 'insuranceUntil',
  inspection: 'inspectionUntil',
  tax: 'taxUntil',
} as const;
export type DatedKind = keyof typeof untilOf;
export const isDated = (kind: PaperKind): kind is DatedKind => kind in untilOf;
