import type { Connection } from 'mongoose';
import { isDuplicateKey, newId } from '../../database/index.ts';
import { speakerModel, type SpeakerRecord } from './speaker.model.ts';

/** Of the body, whoever speaks for it. */
export const bodySpeaker = 0;

/** Who has which number in the talk about a report. */
export function createSpeakers({ connection }: { readonly connection: Connection }) {
  const speakers = speakerModel(connection);

  const known = (reportId: string, personId: string) =>
    speakers.findOne({ reportId, personId }, { speaker: 1 }).lean<SpeakerRecord>();

  return {
    /** The number of somebody, given where they have none; two at once get different ones. */
    async numberOf(reportId: string, personId: string): Promise<number> {
      await speakers.init();
      for (;;) {
        const own = await known(reportId, personId);
        if (own) return own.speaker;
        const last = await speakers.findOne({ reportId }, { speaker: 1 }).sort({ speaker: -1 }).lean<SpeakerRecord>();
        const speaker = (last?.speaker ?? 0) + 1;
        try {
          await speakers.create({ _id: newId(), reportId, personId, speaker });
          return speaker;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
    },

    /** The number of somebody who has one. */
    async known(reportId: string, personId: string): Promise<number | undefined> {
      return (await known(reportId, personId))?.speaker;
    },

    /** Who is called by these numbers, as far as they are known and not forgotten. */
    async peopleOf(reportId: string, numbers: readonly number[]): Promise<string[]> {
      if (numbers.length === 0) return [];
      const found = await speakers.find({ reportId, speaker: { $in: numbers } }).lean<SpeakerRecord[]>();
      return found.filter(({ _id, personId }) => personId !== _id).map(({ personId }) => personId);
    },
  };
}

export type Speakers = ReturnType<typeof createSpeakers>;
