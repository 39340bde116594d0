import { distance } from 'fastest-levenshtein';

/** How alike two names are: 1 the same, 0 nothing in common; and what that is worth as a proof of identity. */
export interface NameMatch {
  readonly likeness: number;
  readonly verdict: 'same' | 'near' | 'different';
}

/** Forms of address, which are no part of a name. */
const titles = new Set(['M', 'MR', 'MME', 'MLLE', 'DR', 'ME', 'MRS', 'MS', 'MONSIEUR', 'MADAME', 'PAPA', 'MAMAN']);
/** Small words between names, which one paper writes and another leaves out. */
const particles = new Set(['WA', 'YA', 'A', 'DE', 'DU', 'DES', 'DA', 'LA', 'LE', 'VAN', 'BIN', 'BEN', 'IBN', 'EL', 'AL', 'MWA', 'KA']); // prettier-ignore
/** Longer lists are cut: trying every pairing of more words says nothing more about who it is. */
const mostWords = 8;
const particleWeight = 0.15;
const initialWeight = 0.6;
/** From this length on, one wrong, missing, added or swapped letter is a slip of the pen and not another name. */
const slipFrom = 4;
const sameFrom = 0.85;
const nearFrom = 0.5;

interface NameWord {
  readonly text: string;
  readonly weight: number;
}

const weightOf = (text: string): number =>
  particles.has(text) ? particleWeight : text.length === 1 ? initialWeight : 1;

/** The words of a name in capitals without accents, in whatever order; titles go where anything else is left. */
function wordsOf(name: string): NameWord[] {
  const words = name
    .normalize('NFKD')
    .replace(/[\p{M}'’`]/gu, '')
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const bare = words.filter((word, index) => !titles.has(word) || (word.length === 1 && index > 0));
  return (bare.length > 0 ? bare : words)
    .map((text) => ({ text, weight: weightOf(text) }))
    .sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1))
    .slice(0, mostWords);
}

/** Two neighbours that changed places count as one slip, like any other single letter. */
function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b.charAt(index));
  return a.length === b.length && a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2) === b;
}

function likenessOf({ text: a }: NameWord, { text: b }: NameWord): number {
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a.charAt(0) === b.charAt(0) ? 0.9 : 0;
  const isSlip = Math.min(a.length, b.length) >= slipFrom && (distance(a, b) === 1 || isSwap(a, b));
  return isSlip ? 0.9 : 0;
}

interface Pairing {
  /** What the paired words weigh, each as much as the lighter of the two and as they are alike. */
  readonly sum: number;
  /** Pairs of whole words: an initial or a small word proves little. */
  readonly whole: number;
}

const unequal = 1e-9;
function better(a: Pairing, b: Pairing): Pairing {
  if (Math.abs(a.sum - b.sum) > unequal) return a.sum > b.sum ? a : b;
  return b.whole > a.whole ? b : a;
}

/** The best way to pair the words of two names, each word once; every way is tried. */
function pair(few: readonly NameWord[], many: readonly NameWord[]): Pairing {
  const known = new Map<string, Pairing>();
  function from(index: number, taken: number): Pairing {
    const word = few[index];
    if (!word) return { sum: 0, whole: 0 };
    const key = `${index}:${taken}`;
    const found = known.get(key);
    if (found) return found;
    let best = from(index + 1, taken);
    many.forEach((other, at) => {
      const likeness = taken & (1 << at) ? 0 : likenessOf(word, other);
      if (likeness === 0) return;
      const rest = from(index + 1, taken | (1 << at));
      const whole = word.weight === 1 && other.weight === 1 ? 1 : 0;
      best = better(best, {
        sum: rest.sum + likeness * Math.min(word.weight, other.weight),
        whole: rest.whole + whole,
      });
    });
    known.set(key, best);
    return best;
  }
  return from(0, 0);
}

const weigh = (words: readonly NameWord[]): number => words.reduce((sum, { weight }) => sum + weight, 0);
/** An initial cannot weigh more than it does, however long the name that it stands for. */
const heaviest = (few: readonly NameWord[], many: readonly NameWord[]): number => {
  const initials = many.filter(({ weight }) => weight === initialWeight).length;
  const whole = few.filter(({ weight }) => weight === 1).length;
  return weigh(few) - Math.max(0, whole - (many.length - initials)) * (1 - initialWeight);
};

/**
 * Whether two names may be one person's. Neither the order of the words nor accents, case and titles matter; an initial
 * stands for any name that begins so; one slip of the pen in a longer word is forgiven; one of the two may leave names
 * out. The same name for sure only with two whole names in common, or when both have no more than one.
 */
export function matchNames(one: string, other: string): NameMatch {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  if (few.length === 0) return { likeness: 0, verdict: 'different' };
  const { sum, whole } = pair(few, many);
  const most = Math.min(heaviest(few, many), heaviest(many, few));
  const likeness = Math.min(1, Math.round((sum / Math.max(most, particleWeight)) * 100) / 100);
  const isSure = whole >= 2 || (a.length === b.length && few.length === 1 && whole === 1);
  if (likeness >= sameFrom && isSure) return { likeness, verdict: 'same' };
  return { likeness, verdict: likeness >= nearFrom && whole >= 1 ? 'near' : 'different' };
}
