import type { CountryCode } from '../dialog/types.ts';
import {
  supportId,
  type CommentRecord,
  type FlagRecord,
  type SpeakerRecord,
  type SupportRecord,
} from '../reports/index.ts';
import { before, commentIdOf, idOf, reportIdOf } from './ids.ts';
import type { Given } from './report-life.ts';
import type { Story } from './report-stories.ts';

/** Who told a report follows it, and invented neighbours have the same problem. */
export function supportsOf(key: string, { votes = 0, by, told }: Story, { people, now }: Given): SupportRecord[] {
  const reportId = reportIdOf(key);
  const at = before(now, told);
  const teller = by === undefined ? undefined : people.get(by)?.id;
  const neighbours = Array.from({ length: votes }, (_one, nth) => idOf('neighbour', String(nth)));
  return [
    ...(teller === undefined ? [] : [{ personId: teller, voted: false, follows: true }]),
    ...neighbours.map((personId) => ({ personId, voted: true, follows: false })),
  ].map((wish) => ({ _id: supportId(reportId, wish.personId), reportId, at, ...wish }));
}

/** The talk of a report: each who speaks has a number in it. */
export function talkOf(key: string, { then = [] }: Story, country: CountryCode, { people, now }: Given) {
  const reportId = reportIdOf(key);
  const said = then.flatMap((step, index) => (step.what === 'commented' ? [{ ...step, index }] : []));
  const names = [...new Set(said.map(({ by }) => by))];
  const speakers = names.flatMap((name, index): SpeakerRecord[] => {
    const personId = people.get(name)?.id;
    return personId === undefined
      ? []
      : [{ _id: idOf('speaker', `${key} ${name}`), reportId, personId, speaker: index + 1 }];
  });
  const comments = said.map(({ by, ago, words, index }): CommentRecord => {
    const _id = commentIdOf(key, index);
    const mentions = [...words.matchAll(/@(service|\d)/g)].map(([, name]) => (name === 'service' ? 0 : Number(name)));
    return {
      _id, key: `demo:${_id}`, reportId, country, authorId: people.get(by)?.id ?? '', role: 'citizen', speaker: names.indexOf(by) + 1,
      text: words, mentions, hidden: false, flags: 0, toModerate: false, revision: 1, at: before(now, ago), news: [],
    }; // prettier-ignore
  });
  return { speakers, comments };
}

export function flagsOf(key: string, { flaggedBy = [] }: Story, { people, now }: Given): FlagRecord[] {
  const reportId = reportIdOf(key);
  return flaggedBy.flatMap((name, index): FlagRecord[] => {
    const personId = people.get(name)?.id;
    return personId === undefined
      ? []
      : [{ _id: `${reportId}:${personId}`, reportId, personId, reason: 'private', at: before(now, 1 + index) }];
  });
}
