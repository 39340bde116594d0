/** The only source of "now", so that tests can move time. */
export type Clock = () => Date;
export const systemClock: Clock = () => new Date();

const hourMs = 3_600_000;
/** The hour in which something was, for what is not to be known more exactly. */
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / hourMs) * hourMs);
