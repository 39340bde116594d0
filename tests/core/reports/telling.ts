import { afterAll, beforeAll, beforeEach } from 'vitest';
import { bindFlow, type Caller, type CountryCode, type Language, type Surface } from '../../../core/dialog/index.ts';
import { choosePlace } from '../../../core/reports/flows/choose-place.ts';
import { reportProblem } from '../../../core/reports/flows/report-problem.ts';
import { reportSent } from '../../../core/reports/flows/report-sent.ts';
import { reportModel, type ReportRecord } from '../../../core/reports/index.ts';
import { chatSurface, talk, type Talk } from '../../support/talk.ts';
import { inLemba, reportWorld, type ReportWorld } from './report-world.ts';

export interface How {
  readonly surface?: Surface;
  readonly language?: Language;
  readonly data?: Record<string, unknown>;
  readonly country?: CountryCode;
}

/** Plays the telling of a problem by somebody, on the product's own services. */
export const telling = (
  world: ReportWorld,
  caller: Caller,
  { surface = chatSurface, language = 'fr', country = 'CD', data = {} }: How = {},
): Promise<Talk> => {
  const deps = { ...world.part, files: world.files, notifications: world.notifications };
  return talk({
    flows: [bindFlow(reportProblem, deps), bindFlow(reportSent, deps), bindFlow(choosePlace, deps)],
    surface,
    caller: { ...caller, channel: surface.channel, country, language },
    data,
    now: world.clock,
  });
};

/** What was told, the first one first. */
export const toldIn = (world: ReportWorld): Promise<ReportRecord[]> =>
  reportModel(world.connection).find().sort({ _id: 1 }).lean<ReportRecord[]>();

/** A pin that is dropped there. */
export const pin = { kind: 'location', ...inLemba } as const;

/** For each test somebody who tells the first problem, in one world with the town hall of Lemba. */
export function forEachTeller(set: (scene: { world: ReportWorld; caller: Caller }) => void): void {
  let world: ReportWorld;
  beforeAll(async () => {
    world = await reportWorld();
    await world.body({ name: 'Mairie de Lemba', areas: ['kinshasa.cd/Lemba'] });
  });
  afterAll(() => world.database.drop());
  beforeEach(async () => {
    await reportModel(world.connection).deleteMany({});
    set({ world, caller: await world.citizen() });
  });
}
