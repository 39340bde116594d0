import { categoryOf, type CategoryCode } from './categories.ts';

const hourMs = 3_600_000;

/** By when it should be resolved. */
export const dueAt = (category: CategoryCode, since: Date): Date =>
  new Date(since.getTime() + categoryOf(category).targetHours * hourMs);
