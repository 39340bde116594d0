import { t, type Words } from '../../../dialog/words.ts';
import { at } from '../../flows/words.ts';
import type { Contestation, ContestationChange, Fine } from '../../infraction.model.ts';
import { reasonOf, tariffOf } from '../standing.ts';

const opening = (fine: Fine, { at: moment, ground, text, photos }: Contestation, mine: boolean): Words[] => {
  const date = at(fine, moment);
  if (!mine) return [t('contestations:history.openBare', { date })];
  return [
    t('contestations:history.opened', { date, ground: t(`contestations:ground.${ground}`) }),
    ...(text ? [t('contestations:history.words', { words: text })] : []),
    ...(photos.length > 0 ? [t('contestations:photos.count', { count: photos.length })] : []),
  ];
};

const added = (fine: Fine, { later = [] }: Contestation): Words[] =>
  later.flatMap(({ at: moment, text, photo }) => [
    t(photo ? 'contestations:history.photo' : 'contestations:history.added', { date: at(fine, moment) }),
    ...(text ? [t('contestations:history.words', { words: text })] : []),
  ]);

const ending = (fine: Fine, change: ContestationChange, mine: boolean): Words[] => [
  t(`contestations:history.${change.to}`, { date: at(fine, change.at), amount: tariffOf(fine, change.at) }),
  ...(mine && change.to !== 'withdrawn' ? [t('contestations:history.reason', { reason: reasonOf(change) })] : []),
];

/** All that happened with a contestation, oldest first; what was said is for its author. */
export const eventsOf = (fine: Fine, one: Contestation, mine: boolean): Words[] => [
  ...opening(fine, one, mine),
  ...(mine ? added(fine, one) : []),
  ...one.history.filter(({ to }) => to !== 'open').flatMap((change) => ending(fine, change, mine)),
];
