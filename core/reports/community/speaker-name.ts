import { t, type Text } from '../../dialog/words.ts';
import type { ReportRole } from '../report.states.ts';
import { bodySpeaker } from './speakers.ts';

/** What somebody is called who speaks of a report: by number, or as the body. */
export const speakerName = ({ speaker, role }: { readonly speaker: number; readonly role: ReportRole }): Text =>
  speaker === bodySpeaker
    ? t('report-talk:who.body')
    : t(`report-talk:who.${role === 'moderator' ? 'moderator' : 'neighbour'}`, { number: speaker });
