import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindFlow, type Caller, type Input } from '../../../core/dialog/index.ts';
import { reportModel, reportTalkDialogs } from '../../../core/reports/index.ts';
import { workOnReports } from '../../../core/reports/work-flows/work-on-reports.ts';
import { talk, type Talk } from '../../support/talk.ts';
import { inLemba, reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';
import { telling, toldIn } from './telling.ts';

let world: ReportWorld;
let caller: Caller;
beforeAll(async () => void (world = await reportWorld()));
afterAll(() => world.database.drop());
beforeEach(async () => {
  await reportModel(world.connection).deleteMany({});
  caller = await world.citizen();
});

const captioned = async (caption: string): Promise<Input> => ({ kind: 'photo', fileId: await world.photo(), caption });
const rubbish = 'Un tas d’immondices devant la maison';
const tooLong = 'Des ordures '.repeat(100);

async function sends(chat: Talk, ...presses: readonly string[]): Promise<string> {
  await chat.gives({ kind: 'location', ...inLemba });
  for (const label of ['Oui, Lemba', ...presses]) await chat.presses(label);
  return chat.presses('Envoyer');
}

describe('a problem that is told with a photo', () => {
  it('is told by one photo and the words beneath it, whose kind is guessed at once', async () => {
    const chat = await telling(world, caller);
    expect(await chat.gives(await captioned(rubbish))).toMatch(/1 photo reçue[^]*Ordures/);
    // Neither a photo nor words are asked for once more.
    expect(await chat.presses('Ordures')).toContain('Où');
    expect(await sends(chat, 'informez-moi')).toContain('est enregistré');
    const [report] = await toldIn(world);
    expect(report).toMatchObject({ category: 'garbage', words: rubbish, commune: 'Lemba' });
    expect(report?.photos).toHaveLength(1);
  });

  it('keeps on every screen what is written beneath the photos, and the photo where the words are too long', async () => {
    const chat = await telling(world, caller);
    expect(await chat.gives(await captioned(tooLong))).toMatch(/au plus 1000[^]*1 photo reçue/);
    expect(await chat.gives(await captioned('Venez voir, svp'))).toContain("J'ai gardé ce que vous avez écrit");
    await chat.presses('Routes');
    await chat.presses('Panneau');
    await chat.gives({ kind: 'location', ...inLemba });
    await chat.presses('Oui, Lemba');
    await chat.gives(await captioned('Depuis lundi'));
    const summary = await chat.presses('informez-moi');
    expect(summary).toContain('Venez voir, svp\nDepuis lundi');
    expect(await chat.gives(await captioned('Il est tombé'))).toContain('4 photos');
    expect(await chat.gives(await captioned('oui'))).toContain('5 photos');
    expect(await chat.gives(await captioned('Une de trop'))).toContain('5 photos suffisent');
    await chat.presses('Envoyer');
    const [report] = await toldIn(world);
    expect(report?.words).toBe('Venez voir, svp\nDepuis lundi\nIl est tombé\noui\nUne de trop');
    expect(report?.photos).toHaveLength(5);
  });

  it('takes up a photo with its words from elsewhere, and without them where they are too long', async () => {
    const chat = await telling(world, caller, { data: { photoId: await world.photo(), words: rubbish } });
    expect(chat.screen()).toMatch(/1 photo reçue[^]*Ordures/);
    const lengthy = await telling(world, caller, { data: { photoId: await world.photo(), words: tooLong } });
    expect(lengthy.screen()).toMatch(/au plus 1000[^]*1 photo reçue/);
    await lengthy.presses('Ordures');
    await lengthy.presses('Continuer');
    await sends(lengthy, 'informez-moi');
    expect(await toldIn(world)).toMatchObject([{ category: 'garbage', words: '' }]);
  });
});

it('a photo with words beneath it is a whole comment', async () => {
  const report = await world.tell();
  const [neighbour, reader] = [await world.neighbour(), await world.neighbour()];
  const [flow, ...others] = reportTalkDialogs({ ...world, ...world.part }).toSorted((one) =>
    one.flow.id === 'talk-about-report' ? -1 : 1,
  );
  if (!flow) throw new Error('nobody can talk');
  const chat = await talk({
    flows: [flow, ...others],
    caller: { ...neighbour.caller, language: 'fr' },
    data: { reportId: report.id },
    now: world.clock,
  });
  await chat.presses('Écrire');
  expect(await chat.gives(await captioned('x'.repeat(501)))).toMatch(/500 caractères au plus/);
  await chat.presses('Envoyer la photo');
  await chat.presses('Écrire');
  expect(await chat.gives(await captioned('Chez moi aussi'))).toContain('Chez moi aussi');
  const { items } = await world.part.reportTalk.comments(report.id, reader.actor, { offset: 0, limit: 9 });
  expect(items.map(({ text, photo }) => [text, photo?.state])).toEqual([
    ['', 'shown'],
    ['Chez moi aussi', 'shown'],
  ]);
});

/** Whether the door still has it, so many minutes on. */
async function isAtTheDoor(fileId: string, minutes: number): Promise<boolean> {
  await world.files.sweep(new Date(world.clock().getTime() + minutes * 60_000));
  return world.files.read(fileId).then(
    () => true,
    () => false,
  );
}

describe('an operator', () => {
  let operator: StaffMember;
  beforeAll(async () => {
    operator = await world.staff('operator');
    await world.body({ name: 'Voirie', operators: [operator.actor.personId], categories: ['garbage'] });
  });
  const works = (): Promise<Talk> =>
    talk({
      flows: [bindFlow(workOnReports, { ...world, ...world.part, reports: world.reports, reportWork: world.work })],
      now: world.clock,
      caller: { ...operator.caller, language: 'fr', staffUntil: '2030-01-01T00:00:00Z' },
    });

  it('tells how it goes, and that it is done, by one photo and the words beneath it', async () => {
    const report = await world.tell();
    const chat = await works();
    await chat.says(report.number);
    await chat.presses("Je m'en occupe");
    expect(await chat.gives(await captioned('Le camion est là'))).toContain('"Le camion est là"');
    await chat.presses('Oui');
    await chat.presses("C'est résolu");
    expect(await chat.gives(await captioned('x'.repeat(501)))).toContain('500 caractères au plus');
    // The photo is kept: only words are still asked for.
    expect(await chat.says('Tout est enlevé')).toContain('"Tout est enlevé"');
    await chat.presses('Oui');
    const { history } = await world.record(report.id);
    expect(history.slice(-2)).toMatchObject([
      { what: 'updated', words: 'Le camion est là', photoId: expect.any(String) as string },
      { what: 'resolved', words: 'Tout est enlevé', photoId: expect.any(String) as string },
    ]);
  });

  it('leaves nothing at the door of a photo that was used, or never sent', async () => {
    const report = await world.tell();
    const chat = await works();
    const [used, left] = [await captioned('Le camion est là'), await captioned('Encore une')];
    const idOf = (photo: Input) => (photo.kind === 'photo' ? photo.fileId : '');
    await chat.says(report.number);
    await chat.gives(used);
    expect(await isAtTheDoor(idOf(used), 120)).toBe(true);
    await chat.presses('Oui');
    expect(await isAtTheDoor(idOf(used), 61)).toBe(false);
    await chat.gives(left);
    expect(await isAtTheDoor(idOf(left), 120)).toBe(true);
    expect(await isAtTheDoor(idOf(left), 49 * 60)).toBe(false);
    // What the report shows is a copy of its own.
    const { photos } = await world.record(report.id);
    expect(await isAtTheDoor(photos[0]?.fileId ?? '', 49 * 60)).toBe(true);

    const neighbour = await world.neighbour();
    const dialogs = reportTalkDialogs({ ...world, ...world.part });
    const flow = dialogs.find((one) => one.flow.id === 'talk-about-report')!;
    const talks = await talk({
      flows: [flow],
      caller: neighbour.caller,
      data: { reportId: report.id },
      now: world.clock,
    });
    const [said, unsaid] = [await captioned('Chez moi'), await world.photo()];
    await talks.presses('Écrire');
    await talks.gives(said);
    expect(await isAtTheDoor(idOf(said), 61)).toBe(false);
    await talks.presses('Écrire');
    await talks.gives({ kind: 'photo', fileId: unsaid });
    expect(await isAtTheDoor(unsaid, 120)).toBe(true);
    expect(await isAtTheDoor(unsaid, 49 * 60)).toBe(false);
  });

  it('adds what is written beneath the photo to what was typed before it', async () => {
    const report = await world.tell();
    const chat = await works();
    await chat.says(report.number);
    await chat.presses("Je m'en occupe");
    await chat.presses('Donner des nouvelles');
    await chat.says('Le camion passe');
    await chat.gives(await captioned('Rue fermée'));
    await chat.presses('Oui');
    const { history } = await world.record(report.id);
    expect(history.at(-1)).toMatchObject({ what: 'updated', words: 'Le camion passe\nRue fermée' });
  });
});
