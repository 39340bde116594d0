import { currencies, type Currency } from '../../money.ts';

/** Spaces of all kinds and apostrophes group thousands; so does whichever of dot and comma is not the decimal sign. */
const grouping = { '.': /[\s'’,]/g, ',': /[\s'’.]/g } as const;
const shape = {
  '.': /^\d{1,3}(?:[\s'’,]\d{3})+(?:\.\d+)?$|^\d{1,15}(?:\.\d+)?$/,
  ',': /^\d{1,3}(?:[\s'’.]\d{3})+(?:,\d+)?$|^\d{1,15}(?:,\d+)?$/,
} as const;

/**
 * An amount of a statement in minor units, negative with a minus before or behind it or in brackets. Undefined when it is
 * no amount, or finer than the currency goes.
 */
export function parseAmountCell(cell: string, decimal: '.' | ',', currency: Currency): number | undefined {
  const plain = cell.normalize('NFKC').replace(/−/g, '-').trim();
  const bare = plain
    .replace(/^\((.*)\)$/, '$1')
    .replace(/^[+-]\s*|\s*[+-]$/g, '')
    .trim();
  if (!shape[decimal].test(bare)) return undefined;
  const isOut = /^\(.*\)$|^-|-$/.test(plain);
  const [whole = '', rest = ''] = bare.replace(grouping[decimal], '').split(decimal);
  const digits = currencies[currency];
  if (/[1-9]/.test(rest.slice(digits))) return undefined;
  const amount = Number(whole + rest.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount)) return undefined;
  return isOut && amount !== 0 ? -amount : amount;
}
