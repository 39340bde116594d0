/** B8: the owner is told so many days before the last day, and on it. */
export const alertSteps = [30, 7, 1, 0] as const;
export type AlertStep = (typeof alertSteps)[number];

/** After a break it is still worth saying for so long that a paper has ended. */
export const lateDays = 7;

/** The nearest step to say now: those further off are not made up for. Undefined when it is too early or too late. */
export function stepFor(daysLeft: number): AlertStep | undefined {
  if (daysLeft < -lateDays) return undefined;
  return alertSteps.filter((step) => daysLeft <= step).at(-1);
}
