import { datesIn } from '../fields/dates.ts';

/** A day as it is typed, also with figures alone on a phone: `12/03/2027`, `12 mars 2027`, `12032027`, `120327`. */
export function parseDay(typed: string): Date | undefined {
  const text = typed.trim();
  const figures = /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text.replace(/[\s*]/g, ''));
  const [only, ...more] = datesIn(figures ? `${figures[1]}/${figures[2]}/${figures[3]}` : text.replace(/\*/g, '/'));
  return more.length === 0 ? only?.day : undefined;
}
