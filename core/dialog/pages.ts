import { septets, toGsm } from './gsm.ts';
import { toLines } from './lines.ts';
import type { ReplyNav, ReplyOption, Surface } from './types.ts';
import type { Language, Speak, Words } from './words.ts';

/** A screen before it is cut to the surface. */
export interface Draft {
  readonly language: Language;
  readonly notices: readonly Words[];
  readonly body: readonly Words[];
  readonly options: readonly ReplyOption[];
  /** Without "more", which paging adds. */
  readonly nav: readonly ReplyNav[];
}

export interface Page {
  readonly notices: readonly Words[];
  readonly body: readonly Words[];
  readonly options: readonly ReplyOption[];
  readonly hasMore: boolean;
}

/** Cuts a screen into pages that the surface can show; at least one. */
export function toPages(draft: Draft, more: ReplyNav, surface: Surface, speak: Speak): readonly Page[] {
  return surface.pageSeptets === undefined
    ? byCount(draft, surface.optionsPerPage)
    : bySeptets(draft, more, surface, surface.pageSeptets, speak);
}

/** Chats: only the choices are dealt out, the words above them stay, on whichever page is shown. */
function byCount({ notices, body, options }: Draft, perPage: number): Page[] {
  const count = Math.max(1, Math.ceil(options.length / perPage));
  return Array.from({ length: count }, (_, index) => ({
    notices,
    body,
    options: options.slice(index * perPage, (index + 1) * perPage),
    hasMore: index < count - 1,
  }));
}

/** One thing that cannot be on two pages: a word of the text, or a choice. */
interface OptionPiece {
  readonly option: ReplyOption;
}
type Piece = { readonly word: string; readonly glue: string } | OptionPiece;

const isOption = (piece: Piece): piece is OptionPiece => 'option' in piece;

function toPieces(lines: readonly string[], options: readonly ReplyOption[]): Piece[] {
  const words = lines.flatMap((line, row) =>
    line.split(' ').map((word, column) => ({ word, glue: column > 0 ? ' ' : row > 0 ? '\n' : '' })),
  );
  return [...words, ...options.map((option) => ({ option }))];
}

const textOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece, index) => (isOption(piece) ? '' : (index === 0 ? '' : piece.glue) + piece.word)).join('');

const bodyOf = (pieces: readonly Piece[]): string[] => {
  const text = textOf(pieces);
  return text === '' ? [] : [text];
};

/** USSD: words, then choices, as many to a page as its septets hold. A choice too long for any page is shortened. */
function bySeptets(draft: Draft, more: ReplyNav, surface: Surface, limit: number, speak: Speak): Page[] {
  const say = (words: Words): string => toGsm(speak(words, draft.language, { short: surface.short }));
  const lengthOf = (body: readonly Words[], options: readonly ReplyOption[], nav: readonly ReplyNav[]): number =>
    septets(toGsm(toLines({ language: draft.language, notices: [], body, options, nav }, speak, surface)));
  const withMore = [...draft.nav, more];

  const whole = [...draft.notices, ...draft.body];
  if (lengthOf(whole, draft.options, draft.nav) <= limit) {
    return [{ notices: draft.notices, body: draft.body, options: draft.options, hasMore: false }];
  }

  const room = limit - lengthOf([], [], withMore) - 1;
  const options = draft.options.map((option) => shortened(option, room, say));
  const pages: Page[] = [];
  let rest: readonly Piece[] = toPieces(
    whole
      .map(say)
      .join('\n')
      .split('\n')
      .flatMap((line) => cutLongWords(line, room)),
    options,
  );
  while (rest.length > 0) {
    const fitsWhole = lengthOf(bodyOf(rest), optionsOf(rest), draft.nav) <= limit;
    const taken = fitsWhole
      ? rest.length
      : Math.max(
          1,
          howManyFit(rest, (pieces) => lengthOf(bodyOf(pieces), optionsOf(pieces), withMore) <= limit),
        );
    const page = rest.slice(0, fitsWhole ? taken : wholeSentences(rest, taken));
    rest = rest.slice(page.length);
    pages.push({ notices: [], body: bodyOf(page), options: optionsOf(page), hasMore: rest.length > 0 });
  }
  return pages;
}

const optionsOf = (pieces: readonly Piece[]): ReplyOption[] => pieces.filter(isOption).map(({ option }) => option);

/** A page may end so much earlier than it must, rather than in the middle of a sentence. */
const fullEnough = 0.6;

/** How many of the pieces that fit are best read together: up to the last end of a line or a sentence. */
function wholeSentences(pieces: readonly Piece[], fitting: number): number {
  const next = pieces[fitting];
  if (!next || isOption(next) || next.glue === '\n') return fitting;
  const least = fullEnough * septets(textOf(pieces.slice(0, fitting)));
  for (let count = fitting; count > 0 && septets(textOf(pieces.slice(0, count))) >= least; count -= 1) {
    const [last, following] = [pieces[count - 1], pieces[count]];
    const endsLine = following && !isOption(following) && following.glue === '\n';
    if (endsLine || (last && !isOption(last) && /[.!?]$/.test(last.word))) return count;
  }
  return fitting;
}

/** The largest number of leading pieces that fit, by halving: adding a piece never makes a page shorter. */
function howManyFit(pieces: readonly Piece[], fits: (pieces: readonly Piece[]) => boolean): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(pieces.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function shortened(option: ReplyOption, room: number, say: (words: Words) => string): ReplyOption {
  const label = say(option.label);
  const space = room - `${option.number}. `.length;
  if (septets(label) <= space) return option;
  let cut = label;
  while (septets(cut) > space - 2) cut = cut.slice(0, -1);
  return { ...option, label: `${cut.trimEnd()}..` };
}

/** A word longer than a page (an address without spaces) is broken, so that nothing is lost. */
function cutLongWords(line: string, room: number): string[] {
  if (line.split(' ').every((word) => septets(word) <= room)) return [line];
  const half = Math.max(1, Math.floor(room / 2));
  return [
    line
      .split(' ')
      .flatMap((word) => (septets(word) <= room ? [word] : (word.match(new RegExp(`.{1,${half}}`, 'gu')) ?? [])))
      .join(' '),
  ];
}
