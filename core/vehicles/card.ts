import { countries } from '../countries/index.ts';
import { moment, t, type Text, type Words } from '../dialog/words.ts';
import { formatNumber } from '../language/index.ts';
import { showPlate } from '../plates/index.ts';
import type { PaperStateOf } from './papers/standing.ts';
import { validityOf } from './validity.ts';
import type { VisibleFacts } from './visibility.ts';

/** "Toyota Corolla 2018, blanche". */
export function vehicleLine({ make, model, year, colour }: Pick<VisibleFacts, 'make' | 'model' | 'year' | 'colour'>): Words {
  const name = [make, model, ...(year ? [String(year)] : [])].join(' ');
  return colour ? t('vehicles:line', { name, colour: t(`vehicles:colour.${colour}`) }) : name;
} // prettier-ignore

const papers = [
  ['insurance', 'insuranceUntil'],
  ['inspection', 'inspectionUntil'],
  ['tax', 'taxUntil'],
] as const;

/** A paper that was sent, and one that waits beside it. */
function sentPaper({ kind, state, waiting }: PaperStateOf): Text[] {
  const states = [...(state === 'none' ? [] : [state]), ...(waiting && state !== 'pending' ? ['pending'] : [])];
  return states.map((each) => t('papers:card', { kind: t(`papers:kind.${kind}`), state: t(`papers:state.${each}`) }));
}

/** What is shown of a vehicle, line by line: what `factsFor` has let through, and nothing else. */
export function cardLines(facts: VisibleFacts, now: Date): Text[] {
  const { timeZone } = countries[facts.country];
  const day = (at: Date) => moment(at, timeZone);
  const line = (key: string, value: string | number | undefined): Text[] =>
    value === undefined ? [] : [t(`vehicles:card.${key}`, { value })];
  return [
    ...(facts.stolen ? [t('vehicles:card.stolen')] : []),
    t('vehicles:card.head', { plate: showPlate(facts.plate), vehicle: vehicleLine(facts) }),
    ...papers.map(([paper, field]) => {
      const until = facts[field];
      const key = `vehicles:card.${paper}.${validityOf(until, now, timeZone)}`;
      return until ? t(key, { date: day(until) }) : t(key);
    }),
    ...(facts.papers ?? []).flatMap(sentPaper),
    ...line('vin', facts.vin),
    ...line('owner', facts.ownerName),
    ...line('area', facts.ownerArea),
    ...line('mileage', facts.mileage === undefined ? undefined : formatNumber(facts.mileage)),
    t('vehicles:card.category', { value: t(`vehicles:category.${facts.category}`) }),
    ...(facts.fuel ? [t('vehicles:card.fuel', { value: t(`vehicles:fuel.${facts.fuel}`) })] : []),
    ...line('power', facts.fiscalPower),
    ...(facts.firstRegistration ? [t('vehicles:card.first', { date: day(facts.firstRegistration) })] : []),
  ];
}
