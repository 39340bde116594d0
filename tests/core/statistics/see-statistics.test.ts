import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow } from '../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../core/dialog/index.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { infractionModel } from '../../../core/fines/index.ts';
import { createIdentityService, gates, identityDialogs, type IdentityService } from '../../../core/identity/index.ts';
import { createFineStatistics, createStatisticsCharts } from '../../../core/statistics/index.ts';
import { plateReadingModel, type PlateReadingRecord } from '../../../core/plates/readings/plate-reading.model.ts';
import { seeStatistics } from '../../../core/statistics/flows/see-statistics.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { platesPart } from '../../support/plates/part.ts';
import { chatSurface, pagePhone, strictSpeak, talk, type Talk } from '../../support/talk.ts';
import { aFine, november } from './fine-set.ts';

let database: TestDatabase;
let identity: IdentityService;
let files: FileService;
let personId: string;
let agentId: string;
const now = () => new Date('2026-11-03T21:00:00Z');
const pin = '482915';

beforeAll(async () => {
  database = await testDatabase();
  const { connection } = database;
  identity = createIdentityService({ connection, clock: now, defaultCountry: 'CD' });
  files = createFileService({ connection, publicUrl: 'https://lisolo.example', secret: 'x'.repeat(32), clock: now });
  personId = (await identity.create({ name: 'Albert', phone: '+243850000013', country: 'CD', roles: ['opj'], pin })).id;
  agentId = (await identity.create({ name: 'Didier', country: 'CD', roles: ['pcr_agent'] })).id;
  const many = ['Gombe', 'Masina', 'Lemba', 'Kalamu', 'Ngaba', 'Bumbu', 'Makala', 'Matete'].map((commune, index) => ({
    at: `2026-10-2${index}T11:00:00Z`, amount: 100_000, commune, type: commune, agentId,
  })); // prettier-ignore
  await infractionModel(connection).insertMany([...november, ...many].map(aFine));
});
afterAll(() => database.drop());

const play = (caller: Partial<Caller> = {}, surface: Surface = chatSurface, data = {}): Promise<Talk> =>
  talk({
    data,
    flows: [
      bindFlow(seeStatistics, {
        fineStatistics: createFineStatistics({ connection: database.connection, people: identity }),
        statisticsCharts: createStatisticsCharts({ speak: strictSpeak, files, clock: now }),
        ...platesPart(database, now),
      }),
      ...identityDialogs({ identity, files }),
    ],
    gates,
    surface,
    now,
    caller: { personId, roles: ['opj'], language: 'fr', staffUntil: '2026-11-04T00:00:00Z', ...caller },
  });
const labels = (of: Talk): string[] => of.reply().options.map(({ label }) => strictSpeak(label, 'fr'));
const pictureOf = (of: Talk) => files.read(of.reply().attachments[0]?.fileId ?? '');

describe('statistics in the conversation', () => {
  it('are for those who have typed their PIN', async () => {
    const opj = await play({ staffUntil: '2026-11-03T20:59:00Z' });
    expect(opj.screen()).toContain('PIN');
    expect(await opj.says(pin)).toContain('Quelles statistiques');
  });

  it('are opened by what people type, and by nobody else', async () => {
    const opj = await play();
    await opj.presses('Par jour');
    for (const typed of ['/stats', 'Statistiques', 'takwimu']) {
      await opj.says(typed);
      expect(opj.session().frames.at(-1)).toMatchObject({ flow: 'statistics', screen: 'what' });
    }
    for (const roles of [[], ['pcr_agent'], ['operations']]) {
      const other = await play({ roles });
      expect(await other.says('/stats')).not.toContain('Quelles statistiques');
    }
  });

  it('tell administrators in the overview how well plates are read', async () => {
    await plateReadingModel(database.connection).create(
      [0, 0, 3].map((wrongSigns, nth): PlateReadingRecord => ({
        _id: `reading-${nth}`, at: now(), verdict: 'sure', country: 'CD', model: 'net', channel: 'telegram', milliseconds: 9,
        wrongSigns, ...(wrongSigns === 0 ? { outcome: 'chosen', place: 1 } : { outcome: 'typed' }),
      })),
    ); // prettier-ignore
    const line = 'Plaques lues en photo : 3. Justes du premier coup : 2 sur 3.';
    for (const [roles, shown] of [
      [['admin'], true],
      [['opj'], false],
    ] as const) {
      const reader = await play({ roles });
      await reader.presses("Vue d'ensemble");
      expect((await reader.presses('30 jours')).includes(line)).toBe(shown);
    }
  });

  it('say the main figures and show them in a picture, which is kept once a day', async () => {
    const opj = await play();
    await opj.presses("Vue d'ensemble");
    const screen = await opj.presses('30 jours');
    expect(screen).toContain('15 amendes du 05/10/2026 au 03/11/2026');
    expect(screen).toContain('Payé : 100,00 USD sur 100,00 USD (100 %). Reste : 0,00 USD');
    expect(screen).toContain('Annulées (erreur) : 1');
    const { file, bytes } = await pictureOf(opj);
    expect(file.mimeType).toBe('image/png');
    expect((await sharp(bytes).metadata()).width).toBe(1080);

    const again = await play();
    await again.presses("Vue d'ensemble");
    await again.presses('30 jours');
    expect(again.reply().attachments[0]?.fileId).toBe(file.id);
    await again.presses('Autre période');
    await again.presses('7 jours');
    expect(again.reply().attachments[0]?.fileId).not.toBe(file.id);
  });

  it('say the first five of a table beside the picture, and all of them where there is none', async () => {
    const opj = await play();
    await opj.presses('Par commune');
    const screen = await opj.presses('Cette année');
    expect(screen).toContain('Gombe : 3, payées à 33 %');
    expect(screen).toContain('Autres : ');
    expect(screen).not.toContain('Ngaba');
    const phone = await play({}, pagePhone);
    await phone.says('3');
    let read = await phone.says('4');
    expect(phone.reply()).toMatchObject({ attachments: [], page: { number: 1 } });
    while (phone.reply().page.number < phone.reply().page.of) read += await phone.says('98');
    for (const commune of ['Gombe', 'Ngaba', 'Matete']) expect(read).toContain(commune);
    expect(read).not.toContain('Autres :');
    expect(phone.reply().end).toBe(false);
  });

  it('name agents only to those who lead them', async () => {
    const opj = await play();
    await opj.presses('Par agent');
    expect(await opj.presses('30 jours')).toContain('Didier : 8');
    const accountant = await play({ roles: ['accountant'] });
    expect(labels(accountant)).not.toContain('Par agent');
    expect(labels(accountant)).toHaveLength(6);
    const given = await play({ roles: ['accountant'] }, chatSurface, { subject: 'agents' });
    expect(await given.presses('Par jour')).not.toContain('Didier');
  });

  it('say that there is nothing, and draw nothing', async () => {
    const sn = await play({ country: 'SN' });
    await sn.presses('Contestations');
    expect(await sn.presses('7 jours')).toContain('Aucune contestation des amendes du 28/10/2026 au 03/11/2026.');
    expect(sn.reply().attachments).toEqual([]);
  });

  it('can all be looked at, in a chat with a picture and on a phone without', async () => {
    for (const subject of [1, 2, 3, 4, 5, 6, 7]) {
      const surface = subject % 2 === 0 ? pagePhone : chatSurface;
      const opj = await play({}, surface);
      await opj.says(String(subject));
      await opj.says('2');
      expect(opj.session().frames.at(-1)?.screen).toBe('result');
      expect(opj.reply().attachments).toHaveLength(surface.showsFiles ? 1 : 0);
    }
  });
});
