import { countries } from '../countries/index.ts';
import { moment, money, t } from '../dialog/words.ts';
import type { NoteFacts, NoteLine } from './note-facts.ts';
import { letterheads } from './letterhead.ts';
import type { Voice } from './page-parts.ts';
import { ink } from './sheet.ts';
import type { Sheet } from './sheet.ts';

const inside = 12;
/** How large the lines are set, the first that leaves enough room. */
const scales: readonly number[] = [1, 0.92, 0.84, 0.76];

interface Entry {
  readonly label: string;
  readonly amount: string;
  /** A sum of what stands above it. */
  readonly isSum?: true;
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** It ends above this. */
  readonly limit: number;
}

function entriesOf(facts: NoteFacts, { say }: Voice): Entry[] {
  const { timeZone } = countries[facts.country];
  const { currency } = facts.due;
  const show = (amount: number): string => say(t('documents:amount', { amount: money({ amount, currency }) }));
  const signed = (value: number): string =>
    say(
      t(value < 0 ? 'documents:note.less' : 'documents:note.more', {
        amount: money({ amount: Math.abs(value), currency }),
      }),
    );
  const toEntry = ({ kind, amount, when }: NoteLine): Entry => ({
    label: say(t(`documents:note.line.${kind}`, when ? { when: moment(when, timeZone) } : {})),
    amount: kind === 'tariff' ? show(amount) : signed(amount),
  });
  const isOwed = facts.payable && facts.remaining.amount > 0;
  const paid = facts.paid.amount;
  return [
    ...facts.lines.map(toEntry),
    {
      label: say(t(isOwed ? 'documents:note.line.due' : 'documents:note.sum')),
      amount: show(facts.due.amount),
      isSum: true,
    },
    ...(paid > 0
      ? [
          { label: say(t('documents:note.line.paid')), amount: signed(-paid) },
          { label: say(t('documents:note.left')), amount: show(facts.remaining.amount), isSum: true } as const,
        ]
      : []),
  ];
}

/** Lays the lines out, and draws them when `draw` is set; returns the y below the box. */
function layOut(
  sheet: Sheet,
  facts: NoteFacts,
  voice: Voice,
  { x, y, width }: Frame,
  scale: number,
  draw: boolean,
): number {
  const entries = entriesOf(facts, voice);
  const styleOf = ({ isSum }: Entry) => ({ size: 9 * scale, weight: isSum ? ('bold' as const) : ('regular' as const) });
  const between = 5 * scale;
  const within = width - 2 * inside;
  const amountWidth = Math.max(...entries.map((entry) => sheet.widthOf(entry.amount, styleOf(entry)))) + 2;
  const labelWidth = within - amountWidth - 8;
  const quiet = { size: 8 * scale, colour: ink.quiet, width: within } as const;
  const heading = voice.both(t('documents:note.account'));
  const treasury = voice.say(t('documents:note.for', { treasury: letterheads[facts.country].treasury }));
  const write = (text: string, left: number, top: number, style: Parameters<Sheet['text']>[3]): void => {
    if (draw) sheet.text(text, left, top, style);
  };
  let at = y + inside;
  write(heading, x + inside, at, quiet);
  at += sheet.heightOf(heading, quiet) + between;
  for (const entry of entries) {
    const style = { ...styleOf(entry), colour: entry.isSum ? ink.dark : ink.body };
    if (draw && entry.isSum) sheet.line(at - between / 2 - 1, x + inside, x + width - inside);
    write(entry.label, x + inside, at, { ...style, width: labelWidth });
    write(entry.amount, x + width - inside - amountWidth, at, { ...style, width: amountWidth, align: 'right' });
    at += sheet.heightOf(entry.label, { ...style, width: labelWidth }) + between;
  }
  write(treasury, x + inside, at + 1, quiet);
  return at + sheet.heightOf(treasury, quiet) + inside;
}

/** How the sum came about, line by line, and to whom it is paid, in a box; returns the y below it. */
export function drawAccount(sheet: Sheet, facts: NoteFacts, voice: Voice, frame: Frame): number {
  const fitting = scales.find((scale) => layOut(sheet, facts, voice, frame, scale, false) <= frame.limit);
  const scale = fitting ?? scales.at(-1) ?? 1;
  const below = layOut(sheet, facts, voice, frame, scale, false);
  sheet.box(frame.x, frame.y, frame.width, below - frame.y, ink.tint, 8);
  return layOut(sheet, facts, voice, frame, scale, true);
}
