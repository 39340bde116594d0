import type { Screen } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { periodChoices, type PeriodChoice } from '../period.ts';

/** Asks for which days figures are wanted, wherever figures are shown. */
export const periodScreen: Screen<'result', { readonly period: PeriodChoice }, unknown> = {
  show: () => ({
    text: t('statistics:period.ask'),
    options: periodChoices.map((period) => ({ value: period, label: t(`statistics:period.${period}`) })),
  }),
  on: { choice: (_turn, period) => ({ go: 'result', set: { period: period as PeriodChoice } }) },
};
