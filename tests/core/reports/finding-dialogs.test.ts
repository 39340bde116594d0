import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportModel, type Report } from '../../../core/reports/index.ts';
import { pagePhone } from '../../support/talk.ts';
import { findingWorld, type FindingWorld } from './finding-world.ts';
import { inLemba, north, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let teller: StaffMember;
let lamp: Report;
let hole: Report;
let theft: Report;
let open: FindingWorld['open'];
beforeAll(async () => void ({ world, teller, lamp, hole, theft, open } = await findingWorld()));
afterAll(() => world.database.drop());

describe('reports are found in a chat', () => {
  it('by words with a slip, each with kind, place, state, age and votes', async () => {
    const chat = await open('find-reports', {});
    expect(await chat.says('kimwnza')).toContain('1 signalement :');
    expect(chat.screen()).toContain(`${lamp.number} : Lampadaire en panne, Lemba, avenue Kimwenza.`);
    await chat.says('0');
    const found = await chat.presses('Les plus récents');
    expect(found).toContain('3 signalements');
    expect(found).toContain(
      `${lamp.number} : Lampadaire en panne, Lemba, avenue Kimwenza. Ouvert, il y a 3 j. Voix : 0.`,
    );
    expect(found).toContain(`${theft.number} : Insécurité, Gombe. Ouvert`);
    expect(found).not.toContain('Tombalbaye');
  });

  it('near a shared place, nearest first with the distance; words narrow it, and a number opens one', async () => {
    const chat = await open('find-reports', {});
    const near = await chat.gives({ kind: 'location', ...north(600) });
    expect(near.indexOf(hole.number)).toBeLessThan(near.indexOf(lamp.number));
    expect(near).toContain(`${hole.number} (100 m)`);
    expect(near).toContain(`${lamp.number} (600 m)`);
    expect(await chat.says(hole.number.toLowerCase())).toContain('Nid-de-poule');
    await chat.says('0');
    expect(await chat.says('trou')).toContain(hole.number);
    expect(chat.screen()).not.toContain(lamp.number);
    expect(await chat.presses(hole.number)).toContain('"Gros trou"');
    expect(await chat.says('0')).toContain('Les plus proches');
  });

  it('by commune and kind; where nothing is open, in every state; where nothing is at all, with what to do', async () => {
    const chat = await open('find-reports', {});
    await chat.presses('Près de moi');
    expect(await chat.says('lenba')).toContain('2 signalements');
    await chat.presses('Préciser');
    expect(chat.screen()).toContain('Affichés : Non résolus.');
    expect(chat.screen()).toContain('Lemba');
    await chat.presses('Choisir un problème');
    expect(await chat.presses('Nid-de-poule')).toContain('1 signalement ');
    await chat.presses('Préciser');
    await chat.presses('Choisir un problème');
    await chat.says('98');
    await chat.presses('Érosion');
    expect(chat.screen()).toContain('Aucun signalement ici.');
    expect(await chat.says('agression')).toContain("Voici ceux d'ailleurs.");
    const other = await open('find-reports', {});
    expect(await other.says('xyzzyx')).toContain('essayez un seul mot');
    expect(await other.says('a'.repeat(81))).toContain('au plus 80');
    await other.presses('Près de moi');
    expect(await other.says('Atlantis')).toContain("n'est pas connu");
  });

  it('of the last days, and no farther than a kilometre', async () => {
    const chat = await open('find-reports', {});
    const fresh = await world.tell({ category: 'garbage', place: { position: north(5_000) } });
    await chat.gives({ kind: 'location', ...inLemba });
    expect(chat.screen()).toContain(fresh.number);
    await chat.presses('Préciser');
    expect(await chat.presses('À moins de 1 km')).not.toContain(fresh.number);
    expect(chat.screen()).toContain(lamp.number);
    await chat.presses('Préciser');
    expect(chat.screen()).not.toContain('. À moins de 1 km');
    await chat.presses('Tout effacer');
    await chat.presses('Préciser');
    expect(await chat.presses('Depuis 7 jours')).toContain(lamp.number);
    world.pass(5 * 24 * 60);
    await chat.presses('Préciser');
    expect(chat.screen()).toContain('Depuis 7 jours');
    expect(await chat.presses('Choisir un problème')).toContain('Ordures');
    expect(await chat.presses('Ordures')).toContain(fresh.number);
    await chat.presses('Préciser');
    await chat.presses('Choisir un problème');
    expect(await chat.presses('Nid-de-poule')).toContain('Aucun signalement ici.');
    world.pass(-5 * 24 * 60);
  });

  it('page by page', async () => {
    await reportModel(world.connection).collection.insertMany(
      await Promise.all(
        Array.from({ length: 6 }, async (_one, at) => ({
          ...(await world.record(lamp.id)), _id: `copy ${at}`, key: `copy ${at}`, number: `COPY${at}`, country: 'SN', city: 'dakar.sn',
          commune: 'Yoff', region: 'DK',
        })),
      ) as never,
    ); // prettier-ignore
    const chat = await open('find-reports', { country: 'SN' });
    expect(await chat.presses('Les plus récents')).toContain('6 signalements');
    expect(chat.screen()).toContain('COPY5');
    expect(chat.screen()).not.toContain('COPY0');
    expect(await chat.presses('Suite de la liste')).toContain('COPY0');
    expect(chat.screen()).not.toContain('Suite de la liste');
  });
});

describe('on a simple phone', () => {
  it('reports are found by digits, number first; the place is said in words, and no link is sent', async () => {
    const phone = await open('find-reports', teller.caller, { surface: pagePhone });
    await phone.says('1');
    expect(await phone.says('lemba')).toContain(`${hole.number} Nid-de-poule`);
    await phone.says(lamp.number);
    expect(phone.screen()).toContain(`${lamp.number} : Lampadaire en panne. Ouvert.`);
    expect(phone.screen()).toContain('Lieu : Lemba, avenue Kimwenza');
    expect(phone.reply().link).toBeUndefined();
  });
});
