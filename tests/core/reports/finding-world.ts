import { expect } from 'vitest';
import { bindFlow, type Caller } from '../../../core/dialog/index.ts';
import { communeNamed } from '../../../core/geo/index.ts';
import { findReports } from '../../../core/reports/flows/find-reports.ts';
import { myReports } from '../../../core/reports/flows/my-reports.ts';
import { seeReport } from '../../../core/reports/flows/see-report.ts';
import { supportReport } from '../../../core/reports/flows/support-report.ts';
import { reportTalkDialogs, reportWorkDialogs, type Report } from '../../../core/reports/index.ts';
import { chatSurface, talk, type Talk, type TalkOptions } from '../../support/talk.ts';
import { inLemba, north, reportWorld } from './report-world.ts';

/** Goes back, at most through the screens of one other dialog. */
export async function backTo(chat: Talk, words: string): Promise<void> {
  for (let step = 0; step < 3 && !chat.screen().includes(words); step += 1) await chat.says('0');
  expect(chat.screen()).toContain(words);
}

export type FindingWorld = Awaited<ReturnType<typeof findingWorld>>;

/** Three reports, told three days ago: two in Lemba by a neighbour, and one that nobody must find exactly. */
export async function findingWorld() {
  const world = await reportWorld();
  const teller = await world.neighbour();
  await world.body({ name: 'Mairie de Kinshasa' });
  const reporterId = teller.actor.personId;
  const lamp = await world.tell({
    category: 'street_light',
    words: 'Rue noire devant l’école',
    place: { position: inLemba, street: 'avenue Kimwenza' },
    reporterId,
    photos: [await world.photo(), await world.photo(), await world.photo(), await world.photo()],
  });
  world.pass(60);
  const hole = await world.tell({
    category: 'pothole',
    words: 'Gros trou',
    place: { position: north(700) },
    reporterId,
  });
  const gombe = communeNamed('CD', 'Gombe')!;
  const theft = await world.tell({
    category: 'insecurity',
    words: 'Agression hier soir',
    place: { position: gombe, street: 'avenue Tombalbaye' },
  });
  world.pass(3 * 24 * 60);

  const dialogs = [
    ...[findReports, seeReport, supportReport, myReports].map((flow) =>
      bindFlow(flow as never, { ...world, ...world.part }),
    ),
    ...reportTalkDialogs({ ...world, ...world.part }),
    ...reportWorkDialogs({ ...world, ...world.part }),
  ];
  /** With these dialogs behind all of them. */
  function open(
    id: string,
    caller: Partial<Caller>,
    { flows = [], ...more }: Partial<Omit<TalkOptions, 'flows'>> & { readonly flows?: typeof dialogs } = {},
  ): Promise<Talk> {
    const first = dialogs.find(({ flow }) => flow.id === id)!;
    const others = dialogs.filter((one) => one !== first);
    return talk({ flows: [first, ...others, ...flows], now: world.clock, caller, ...more });
  }
  const see = (report: Report, caller: Partial<Caller>, surface = chatSurface): Promise<Talk> =>
    open('see-report', caller, { data: { reportId: report.id }, surface });

  return { world, teller, lamp, hole, theft, open, see };
}
