import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow, type Caller, type Surface } from '../../../core/dialog/index.ts';
import { gates, identityDialogs } from '../../../core/identity/index.ts';
import type { Body, Report } from '../../../core/reports/index.ts';
import { workOnReports } from '../../../core/reports/work-flows/work-on-reports.ts';
import { chatSurface, pagePhone, talk, type Talk } from '../../support/talk.ts';
import { staffPin } from '../queues/office-world.ts';
import { inLemba, reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let operator: StaffMember;
let colleague: StaffMember;
let body: Body;
beforeAll(async () => {
  world = await reportWorld();
  [operator, colleague] = [await world.staff('operator', staffPin), await world.staff('operator')];
  const operators = [operator.actor.personId, colleague.actor.personId];
  body = await world.body({ name: 'Voirie de Kinshasa', operators, categories: ['garbage', 'pothole', 'noise'] });
});
afterAll(() => world.database.drop());

const works = (
  who: StaffMember,
  surface: Surface = chatSurface,
  more: Partial<Caller> = {},
  data = {},
): Promise<Talk> =>
  talk({
    flows: [
      bindFlow(workOnReports, {
        files: world.files,
        reports: world.reports,
        reportWork: world.work,
        reportBodies: world.part.reportBodies,
        reportSearch: world.part.reportSearch,
      }),
      ...identityDialogs(world),
    ],
    gates,
    surface,
    now: world.clock,
    caller: { ...who.caller, channel: surface.channel, language: 'fr', staffUntil: '2030-01-01T00:00:00Z', ...more },
    data,
  });
const stateOf = async ({ id }: Report): Promise<string | undefined> => (await world.reports.get(id))?.state;

describe('an operator', () => {
  it('types the PIN first, and needs a body that names the person', async () => {
    const locked = await works(operator, chatSurface, { staffUntil: '2020-01-01T00:00:00Z' });
    expect(locked.screen()).toContain('PIN');
    expect(await locked.says(staffPin)).toContain('Signalements à prendre');
    const stranger = await works(await world.staff('operator'));
    expect(stranger.screen()).toContain('Aucun service ne vous compte');
    const citizen = await works(await world.neighbour());
    expect(citizen.screen()).not.toContain('Signalements à prendre');
  });

  it('takes the most urgent report, sees words, photo, place and map, tells how it goes, and resolves it', async () => {
    const reporter = await world.neighbour();
    const late = await world.tell({
      words: 'Des ordures partout',
      place: { position: inLemba, street: 'Avenue By-Pass' },
      photos: [await world.photo()],
      reporterId: reporter.actor.personId,
    });
    world.pass(4 * 24 * 60);
    const young = await world.tell();
    const chat = await works(operator);
    expect(chat.screen()).toContain('Signalements à prendre : 2. Chez vous : 0.');
    const shown = await chat.presses('Le plus urgent');
    for (const part of [late.number, 'Ordures', 'EN RETARD', 'Lemba, Avenue By-Pass', 'Des ordures partout'])
      expect(shown).toContain(part);
    expect(chat.reply().attachments).toHaveLength(1);
    expect(chat.reply().link?.url).toMatch(/^https:\/\/www\.openstreetmap\.org\//);
    expect(await chat.presses("Je m'en occupe")).toContain(`${late.number} est à vous.`);
    expect(chat.screen()).toContain('Vous le traitez.');

    await chat.presses('Donner des nouvelles');
    await chat.says('Le camion passe demain');
    await chat.gives({ kind: 'photo', fileId: await world.photo() });
    expect(chat.screen()).toContain('"Le camion passe demain"');
    expect(await chat.presses('Oui')).toContain('sont publiées');
    expect(chat.screen()).toContain(': Le camion passe demain');
    expect(chat.reply().attachments).toHaveLength(2);

    // Put off by the press, and then asked for by its number.
    await chat.presses('Le suivant');
    expect(chat.screen()).toContain(young.number);
    await chat.says('00');
    const again = await works(operator);
    await again.says(late.number.toLowerCase());
    await again.presses("C'est résolu");
    await again.presses('Sans paroles');
    await again.presses('Sans photo');
    expect(again.screen()).toContain('vraiment résolu');
    expect(await again.presses('Oui')).toContain(`${late.number} est résolu. Merci !`);
    expect(await stateOf(late)).toBe('resolved');
    expect(await again.presses('Le rouvrir')).toContain(`${late.number} est rouvert.`);
    expect(await stateOf(late)).toBe('open');
    const whats = (await world.record(late.id)).history.map(({ what }) => what);
    expect(whats).toEqual(['reported', 'routed', 'taken', 'updated', 'resolved', 'reopened']);
  });

  it('hears that a photo waits for a moderator where faces are likely in it', async () => {
    const report = await world.tell({ category: 'noise' });
    const chat = await works(operator);
    await chat.says(report.number);
    await chat.gives({ kind: 'photo', fileId: await world.photo() });
    await chat.says('Nous sommes passés');
    expect(await chat.presses('Oui')).toContain("visible quand un modérateur l'aura regardée");
    expect(chat.reply().attachments).toEqual([]);
  });

  it('hears kindly that somebody else has taken it, and sees who has it', async () => {
    const report = await world.tell();
    const [first, second] = [await works(operator), await works(colleague)];
    await first.says(report.number);
    await second.says(report.number);
    await first.presses("Je m'en occupe");
    expect(await second.presses("Je m'en occupe")).toContain("Quelqu'un d'autre s'en occupe déjà.");
    expect(second.screen()).toContain('Un collègue le traite.');
    expect((await world.record(report.id)).takenBy).toBe(operator.actor.personId);
    // It is not theirs to put back, but whoever has done the work says so.
    expect(second.screen()).not.toContain('Le remettre en attente');
    expect(second.screen()).toContain("C'est résolu");
    const above = await works(await world.staff('admin'), chatSurface, {}, { reportId: report.id });
    expect(above.screen()).toContain('Le remettre en attente');
    expect(await first.presses('Le remettre en attente')).toContain('attend de nouveau');
    expect(await stateOf(report)).toBe('open');
  });

  it('rejects with a reason, and opens again', async () => {
    const report = await world.tell();
    const chat = await works(operator);
    await chat.says(report.number);
    await chat.presses('Autres actions');
    await chat.presses('Le rejeter');
    expect(await chat.presses('Terrain privé')).toContain(`Rejeter ${report.number} ? Raison : Terrain privé.`);
    expect(await chat.presses('Oui')).toContain(`${report.number} est rejeté.`);
    expect((await world.record(report.id)).history.at(-1)).toMatchObject({
      what: 'rejected',
      reason: 'private_ground',
    });
    expect(chat.screen()).toMatch(/\d{2}\/\d{2}\/2026 : Terrain privé/);
    await chat.presses('Le rouvrir');
    expect(await stateOf(report)).toBe('open');
  });

  it('sees the other report before calling one a duplicate of it', async () => {
    const [report, other] = [await world.tell(), await world.tell({ words: 'La même montagne de déchets' })];
    const chat = await works(operator);
    await chat.says(report.number);
    await chat.presses('Autres actions');
    await chat.presses('Déjà signalé');
    expect(await chat.says('ZZZZZZ')).toContain("Aucun signalement n'a ce numéro");
    expect(await chat.says(report.number)).toContain("C'est le même signalement");
    const shown = await chat.says(other.number);
    expect(shown).toContain(`${report.number} est-il le même que ${other.number}`);
    expect(shown).toContain('La même montagne de déchets');
    await chat.presses('Oui');
    expect(await world.record(report.id)).toMatchObject({ state: 'duplicate', duplicateOf: other.id });
  });

  it('sends a report to another body, or corrects its kind, and goes on to the next one', async () => {
    const water = await world.body({ name: 'Régie des eaux', categories: ['water_leak'] });
    const [report, leak] = [await world.tell(), await world.tell()];
    const chat = await works(operator);
    await chat.says(report.number);
    await chat.presses('Autres actions');
    await chat.presses('Envoyer à un autre service');
    expect(await chat.presses('Régie des eaux')).toContain(`Envoyer ${report.number} à Régie des eaux`);
    expect(await chat.presses('Oui')).toContain("envoyé à l'autre service");
    expect((await world.record(report.id)).bodyId).toBe(water.id);
    expect(chat.screen().split('\n\n')[1]).not.toContain(report.number);
    // Whoever still asks for it reads it, and is offered nothing that would be refused.
    await chat.says('00');
    const elsewhere = await works(operator, chatSurface, {}, { reportId: report.id });
    expect(elsewhere.screen()).toContain("Ce signalement n'est pas envoyé à votre service.");
    expect(elsewhere.screen()).toMatch(/1\. Commentaires\n2\. Le suivant/);
    await elsewhere.gives({ kind: 'photo', fileId: await world.photo() });
    expect(elsewhere.screen()).toContain("Ce signalement n'est pas envoyé à votre service.");

    const second = await works(operator);
    await second.says(leak.number);
    await second.presses('Autres actions');
    await second.presses('Corriger le problème');
    await second.presses("Fuite d'eau");
    expect(second.screen().split('\n\n')[1]).not.toContain(leak.number);
    expect(await world.record(leak.id)).toMatchObject({ category: 'water_leak', bodyId: water.id });
  });

  it('does nothing with what a moderator has hidden meanwhile', async () => {
    const report = await world.tell();
    const chat = await works(operator, chatSurface, {}, { reportId: report.id });
    const moderator = await world.staff('moderator');
    await world.part.reportModeration.hide({ ...world.act(report, moderator), reason: 'insult' });
    expect(await chat.presses("Je m'en occupe")).toContain('Ce signalement est masqué.');
    expect(chat.screen()).not.toContain("Je m'en occupe");
    expect(await stateOf(report)).toBe('open');
  });

  it('lists reports by state and by area, and keeps the area', async () => {
    const report = await world.tell({ category: 'pothole', place: { commune: 'Limete', street: '7e rue' } });
    const chat = await works(operator);
    await chat.presses('Choisir la zone');
    expect(await chat.presses('Kinshasa')).toContain('Zone : Kinshasa');
    await chat.presses('Par état');
    expect(await chat.presses('Ouvert')).toContain(`${report.number} Nid-de-poule, 7e rue`);
    await chat.presses(report.number);
    expect(chat.screen()).toContain('Lieu : Limete, 7e rue');
    const limete = await world.staff('operator');
    await world.body({ name: 'Commune de Limete', areas: ['kinshasa.cd/Limete'], operators: [limete.actor.personId] });
    const narrow = await works(limete);
    expect(narrow.screen()).toContain('Signalements à prendre : 0.');
    expect(await narrow.presses('Le plus urgent')).toContain("Aucun signalement n'attend ici.");
  });

  it('does all of it on the cheapest phone, without photos, in every language', async () => {
    const report = await world.tell({ words: 'x'.repeat(400), photos: [await world.photo()] });
    for (const language of ['fr', 'en', 'ln', 'sw', 'wo'] as const) {
      const phone = await works(operator, pagePhone, { language }, { reportId: report.id });
      expect(phone.screen()).toContain(report.number);
      expect(phone.reply().attachments).toEqual([]);
    }
    const phone = await works(operator, pagePhone, {}, { reportId: report.id });
    const picks = async (label: string): Promise<string> => {
      while (!phone.screen().includes(label)) await phone.says('98');
      return phone.presses(label);
    };
    await picks("C'est résolu");
    expect(await phone.says('Nettoyé ce matin')).toContain('vraiment résolu');
    await picks('Oui');
    expect(await world.record(report.id)).toMatchObject({ state: 'resolved' });
    expect((await world.record(report.id)).history.at(-1)).toMatchObject({ words: 'Nettoyé ce matin' });
  });
});

describe('an administrator', () => {
  it('works on the reports of every body', async () => {
    const report = await world.tell();
    const abroad = await world.tell({ country: 'SN', place: { commune: 'Yoff' } });
    const chat = await works(await world.staff('admin'));
    await chat.presses('Par état');
    await chat.presses('Ouvert');
    expect(chat.screen()).not.toContain(abroad.number);
    await chat.says('0');
    await chat.says('0');
    expect(await chat.says(report.number)).toContain('Ordures');
    await chat.presses("Je m'en occupe");
    expect(await stateOf(report)).toBe('in_progress');
    expect(body.operators).not.toContain((await world.record(report.id)).takenBy);
  });
});
