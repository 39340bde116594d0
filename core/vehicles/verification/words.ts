import { countries } from '../../countries/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { moment, t, type Param, type Text } from '../../dialog/words.ts';
import { outcomes } from './rules.ts';
import type { Finding, Verification } from './verification.types.ts';

/** Codes among the facts of a reason that have a word of their own in each language. */
const coded = (name: string, value: string, { reason, with: facts }: Finding): Param => {
  if (name === 'paper') return t(`verification:paper.${value}`);
  if (name === 'field') return t(`requests:fact.${value}`);
  if (reason === 'register.differs' && facts?.['field'] === 'category') return t(`vehicles:category.${value}`);
  const isColour = reason === 'usurpation.colour' || facts?.['field'] === 'colour';
  return isColour ? t(`vehicles:colour.${value}`) : value;
};

/** Why a check ended as it did, in a sentence. */
export function reasonOf(finding: Finding, country: CountryCode): Text {
  const { reason, with: facts = {} } = finding;
  const { timeZone } = countries[country];
  const params = Object.entries(facts).map(([name, value]): [string, Param] => {
    if (value instanceof Date) return [name, moment(value, timeZone)];
    return [name, typeof value === 'string' ? coded(name, value, finding) : value];
  });
  return t(`verification:reason.${reason}`, Object.fromEntries(params));
}

/** A check in one line: its sign and its reason. */
export const lineOf = (finding: Finding, country: CountryCode): Text =>
  t(`verification:line.${finding.outcome}`, { reason: reasonOf(finding, country) });

/** What is wrong comes first, then what is right, then what nobody could compare. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  const order = [...outcomes].reverse().filter((outcome) => outcome !== 'unknown');
  const rank = ({ outcome }: Finding): number => (outcome === 'unknown' ? order.length : order.indexOf(outcome));
  return [...findings].sort((a, b) => rank(a) - rank(b) || a.score - b.score);
}

export const verdictWord = ({ verdict }: Pick<Verification, 'verdict'>): Text => t(`verification:verdict.${verdict}`);
