import { createHash } from 'node:crypto';
import type { FileService } from '../files/index.ts';
import { cityOf, communesOf } from '../geo/index.ts';
import type { Person } from '../identity/index.ts';
import {
  categoryOf, dueAt, foundWords, parseReportNumber, shownPosition, toPoint,
  type CommentRecord, type FlagRecord, type ReportPhoto, type ReportRecord, type SpeakerRecord, type SupportRecord,
} from '../reports/index.ts'; // prettier-ignore
import { before, reportIdOf } from './ids.ts';
import { bodyIdOf, demoBodies } from './report-bodies.ts';
import { lived, type Given } from './report-life.ts';
import { stories, type Story } from './report-stories.ts';
import { flagsOf, supportsOf, talkOf } from './report-talk.ts';

export interface DemoReports {
  readonly reports: ReportRecord[];
  readonly comments: CommentRecord[];
  readonly speakers: SpeakerRecord[];
  readonly supports: SupportRecord[];
  readonly flags: FlagRecord[];
}

const hourMs = 3_600_000;
const signs = '23456789ACDEFHJKMNPQRTWXY';

/** Always the same, and one that people can dial. */
function numberOf(key: string, round = 0): string {
  const bytes = createHash('sha256').update(`lisolo demo number ${round} ${key}`).digest();
  const number = [...bytes.subarray(0, 6)].map((byte) => signs[byte % signs.length]).join('');
  return parseReportNumber(number) === number ? number : numberOf(key, round + 1);
}

function placeOf({ commune, body, at, street, landmark }: Story) {
  const { country, areas } = demoBodies[body];
  const cities = areas.map((area) => area.split('/')[0]);
  const found = communesOf(country).find((one) => one.name === commune && cities.includes(one.city));
  const city = found && cityOf(found.city);
  if (!city) throw new Error(`no city has the commune ${commune}`);
  const place = { region: city.region, city: city.id, commune };
  return {
    country: country,
    place: { ...place, ...(street && { street }), ...(landmark && { landmark }) },
    position: at && { latitude: at[0], longitude: at[1] },
  };
}

async function reportRecord(key: string, story: Story, given: Given): Promise<ReportRecord> {
  const { people, now, photoOf } = given;
  const { category, words, told, photo, flaggedBy = [], votes = 0 } = story;
  const { country, place, position } = placeOf(story);
  const reporterId = story.by === undefined ? undefined : people.get(story.by)?.id;
  // Of whoever stays anonymous the hour is kept only.
  const exact = before(now, told);
  const at = reporterId === undefined ? new Date(Math.floor(exact.getTime() / hourMs) * hourMs) : exact;
  const shown = shownPosition({ country, category, ...place, ...(position && { position }) });
  const bodyId = bodyIdOf(story.body);
  const photos: ReportPhoto[] = photo
    ? [{ fileId: await photoOf(key, photo, reporterId ?? 'reports'), state: categoryOf(category).photos === 'checked' ? 'waiting' : 'shown', of: 'problem', at }]
    : []; // prettier-ignore
  const by = reporterId === undefined ? {} : { by: reporterId };
  const record = await lived(
    key,
    story,
    {
      _id: reportIdOf(key), key: `demo:${reportIdOf(key)}`, number: numberOf(key), country, category, words, ...place,
      ...(position && { location: toPoint(position) }),
      ...(shown && { shown: toPoint(shown) }),
      photos,
      ...(reporterId !== undefined && { reporterId }),
      source: reporterId === undefined ? 'ussd' : 'telegram',
      state: 'open', revision: 1, bodyId, votes, followers: reporterId === undefined ? 0 : 1, comments: 0, flags: flaggedBy.length, hidden: false,
      toModerate: flaggedBy.length > 0 || photos.some(({ state }) => state === 'waiting'),
      createdAt: at, changedAt: at, dueAt: dueAt(category, at), counted: 1, announced: 0, done: [],
      found: foundWords({ category, words, ...place }),
      history: [{ seq: 1, what: 'reported', at, role: 'citizen', to: 'open', ...by }, { seq: 2, what: 'routed', at, role: 'system', bodyId }],
    },
    given,
  ); // prettier-ignore
  // All of it is known already: nobody hears of what was long ago.
  return { ...record, revision: record.history.length, announced: record.history.length };
}

/** Reports of the last two months in all states, with what people and bodies did about them. */
export async function reportRecords(
  people: ReadonlyMap<string, Person>,
  files: Pick<FileService, 'put' | 'byKey'>,
  now: Date,
): Promise<DemoReports> {
  // Loaded when it is needed: the program must start quickly.
  const { drawStreet } = await import('./street-picture.ts');
  const photoOf: Given['photoOf'] = async (name, scene, owner) => {
    const key = `report:demo:${name}`;
    const found = await files.byKey(key);
    return (found ?? (await files.put({ bytes: await drawStreet(scene), name: 'photo', owner, key }))).id;
  };
  const given = { people, now, photoOf };
  const all = Object.entries(stories);
  const talks = all.map(([key, story]) => talkOf(key, story, demoBodies[story.body].country, given));
  return {
    reports: await Promise.all(all.map(([key, story]) => reportRecord(key, story, given))),
    comments: talks.flatMap(({ comments }) => comments),
    speakers: talks.flatMap(({ speakers }) => speakers),
    supports: all.flatMap(([key, story]) => supportsOf(key, story, given)),
    flags: all.flatMap(([key, story]) => flagsOf(key, story, given)),
  };
}
