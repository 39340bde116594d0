import { countries } from '../../countries/index.ts';
import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { startOfDay } from '../local-day.ts';
import type { AgentRecords } from '../agent-records.ts';
import { at, labelOf, plateParam } from './words.ts';

export interface MyRecordsDeps {
  readonly agentRecords: AgentRecords;
}

/** C2: what this agent has recorded today. */
export const myRecords = defineFlow<'list', object, MyRecordsDeps>({
  id: 'my-records',
  version: 1,
  start: 'list',
  roles: ['pcr_agent'],
  requires: ['pin'],
  menu: { label: t('roadside:mine.menu'), order: 2 },
  shortcuts: [{ keywords: 'roadside:mine.keywords' }],
  screens: {
    list: {
      async show({ deps, caller, now, language, surface }) {
        const today = startOfDay(now, countries[caller.country].timeZone);
        const mine = await deps.agentRecords.since(caller.personId ?? '', today);
        const live = mine.filter(({ state }) => state !== 'voided');
        return {
          text: t('roadside:mine.count', { count: live.length }),
          options: [
            ...mine.map((fine) => ({
              value: fine.id,
              label: t(fine.state === 'voided' ? 'roadside:mine.voided' : 'roadside:mine.item', {
                time: at(fine, fine.at, 'time'),
                plate: plateParam(fine.plate),
                what: labelOf(fine, language),
              }),
            })),
            ...(mine.length > 0 && surface.accepts.includes('photo')
              ? [{ value: 'photo', label: t('roadside:photo.menu') }]
              : []),
            { value: 'again', label: t('roadside:recorded.again') },
          ],
        };
      },
      on: {
        choice: (_turn, value) =>
          value === 'again'
            ? { run: 'record-infraction' }
            : value === 'photo'
              ? { run: 'add-proof', then: 'list' }
              : { run: 'my-record', with: { fineId: value }, then: 'list' },
      },
    },
  },
});
