import { money, t, type Language, type Text, type Words } from '../dialog/words.ts';
import { formatNumber } from '../language/index.ts';
import type { Figures } from './fine-figures.ts';
import { percent } from './rank.ts';
import type { Subject } from './subjects.ts';
import { counted, isRanked, issuedIn, numbered, rankings, spanOf, type Facts } from './words.ts';

const day = (iso: string): string => iso.split('-').reverse().join('/');
const oneDecimal = (value: number): string => (Math.round(value * 10) / 10).toString().replace('.', ',');

/** Whether there is anything to say, and to draw. */
export function isEmpty(subject: Subject, facts: Facts): boolean {
  if (subject === 'paymentDays') return facts.daysToPayment.paid === 0;
  if (subject === 'contestations') return facts.contestations.opened === 0;
  return issuedIn(facts) === 0;
}

const noneOf = (subject: Subject): string =>
  subject === 'paymentDays' || subject === 'contestations' ? subject : 'fines';

const moneyLine = ({ due, paid, remaining, currency }: Figures): Text =>
  t('statistics:money', {
    due: money({ amount: due, currency }),
    paid: money({ amount: paid, currency }),
    remaining: money({ amount: remaining, currency }),
    rate: percent(paid, due),
  });

function overview(facts: Facts): Words[] {
  return [
    counted(facts),
    ...facts.totals.filter(({ due }) => due > 0).map(moneyLine),
    ...facts.states
      .filter(({ count }) => count > 0)
      .map(({ state, count }) =>
        t('statistics:line', { name: t(`statistics:state.${state}`), number: formatNumber(count) }),
      ),
  ];
}

function days(facts: Facts): Words[] {
  const byDay = new Map<string, number>();
  for (const { day: which, count } of facts.days) byDay.set(which, (byDay.get(which) ?? 0) + count);
  const [[busiest, most] = ['', 0]] = [...byDay].sort((a, b) => b[1] - a[1]);
  return [
    counted(facts),
    t('statistics:busiest', { day: day(busiest), number: formatNumber(most) }),
    t('statistics:average', { number: oneDecimal(issuedIn(facts) / byDay.size) }),
  ];
}

function paymentDays({ daysToPayment, period }: Facts): Words[] {
  const { paid, median, p90 } = daysToPayment;
  return [
    numbered('statistics:paidCount', paid, spanOf(period)),
    numbered('statistics:half', median ?? 0),
    numbered('statistics:mostOfThem', p90 ?? 0),
  ];
}

function contestations({ contestations: { opened, outcomes, medianDays }, period }: Facts): Words[] {
  return [
    numbered('statistics:contested', opened, spanOf(period)),
    ...outcomes
      .filter(({ count }) => count > 0)
      .map(({ state, count }) =>
        t('statistics:part', {
          name: t(`statistics:outcome.${state}`),
          number: formatNumber(count),
          rate: percent(count, opened),
        }),
      ),
    ...(medianDays === null ? [] : [numbered('statistics:decided', medianDays)]),
  ];
}

/** The main figures of a subject, a line each, of a table its `most` first rows; or that there are none. */
export function inWords(subject: Subject, facts: Facts, wish: { language: Language; most: number }): Words[] {
  if (isEmpty(subject, facts)) return [t(`statistics:none.${noneOf(subject)}`, spanOf(facts.period))];
  if (isRanked(subject))
    return [
      counted(facts),
      ...rankings[subject](facts, wish).map(({ words, count, percent: rate }) =>
        rate === undefined
          ? t('statistics:line', { name: words, number: formatNumber(count) })
          : t('statistics:paidPart', { name: words, number: formatNumber(count), rate }),
      ),
    ];
  const all = { overview, days, paymentDays, contestations };
  return all[subject](facts);
}
