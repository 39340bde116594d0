import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type BoundFlow, type Caller, type Surface } from '../../../core/dialog/index.ts';
import { gates, identityDialogs } from '../../../core/identity/index.ts';
import { reportTalkDialogs, type Report } from '../../../core/reports/index.ts';
import { chatSurface, pagePhone, strictSpeak, talk, type Talk } from '../../support/talk.ts';
import { t, type Language } from '../../../core/dialog/words.ts';
import { staffPin } from '../queues/office-world.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let dialogs: readonly BoundFlow[];
let moderator: StaffMember;
beforeAll(async () => {
  world = await reportWorld();
  dialogs = reportTalkDialogs({ ...world, ...world.part });
  moderator = await world.staff('moderator', staffPin);
});
afterAll(() => world.database.drop());

/** Numbered choices in a chat, as WhatsApp has them. */
const numbers: Surface = { ...chatSurface, choices: 'numbers', optionsPerPage: 20 };
/** Every screen that is played is also drawn for a simple phone in every language. */
const played: readonly (readonly [string, Surface, readonly Language[]])[] = [
  ['chat with buttons', chatSurface, ['fr', 'ln']],
  ['chat with numbers', numbers, ['en', 'wo']],
  ['simple phone', pagePhone, languages],
];

async function plays(
  id: string,
  who: StaffMember,
  data: object = {},
  { surface = chatSurface, ...more }: { readonly surface?: Surface } & Partial<Caller> = {},
): Promise<Talk> {
  const [first] = dialogs.filter(({ flow }) => flow.id === id);
  if (!first) throw new Error(`there is no ${id}`);
  const others = dialogs.filter(({ flow }) => flow.id !== id);
  return talk({
    flows: [first, ...others, ...identityDialogs(world)],
    gates,
    surface,
    now: world.clock,
    caller: { ...who.caller, channel: surface.channel, language: 'fr', ...more },
    data: { ...data },
  });
}

/** Chooses what is called so, on whichever page it is. */
async function picks(dialog: Talk, key: string, params: Record<string, string | number> = {}): Promise<string> {
  const { language } = dialog.session();
  const label = strictSpeak(t(key, params), language);
  const short = strictSpeak(t(key, params), language, { short: true });
  for (let page = 0; page < 12; page += 1) {
    const found = dialog.reply().options.find((one) => [label, short].includes(strictSpeak(one.label, language)));
    if (found) return dialog.says(String(found.number));
    await dialog.says('98');
  }
  throw new Error(`nothing is called "${label}" on\n${dialog.screen()}`);
}

const say = (report: Report, who: StaffMember, text: string) =>
  world.part.reportTalk.comment({ ...world.act(report, who), text });
const textsOf = async (report: Report) => {
  const { items } = await world.part.reportTalk.comments(report.id, moderator.actor, { offset: 0, limit: 50 });
  return items.map(({ text }) => text);
};
const flagBy = async (report: Report, many: number, commentId?: string) => {
  for (let nth = 0; nth < many; nth += 1) {
    const { actor } = await world.neighbour();
    await world.part.reportTalk.flag({ reportId: report.id, actor, reason: 'insult', words: 'Pas beau', ...(commentId && { commentId }) });
  }
}; // prettier-ignore

describe('talking about a report', () => {
  it.each(played)('reads, writes and answers by number on a %s', async (_name, surface, spoken) => {
    for (const language of spoken) {
      const [first, second] = [await world.neighbour(), await world.neighbour()];
      const report = await world.tell();
      const one = await plays('talk-about-report', first, { reportId: report.id }, { surface, language });
      await picks(one, 'report-talk:write');
      await one.says('Chez moi aussi, depuis lundi');
      const two = await plays('talk-about-report', second, { reportId: report.id }, { surface, language });
      await picks(two, 'report-talk:answer');
      await picks(two, 'report-talk:who.neighbour', { number: 1 });
      await two.says('Et chez nous');
      expect(await textsOf(report)).toEqual(['Chez moi aussi, depuis lundi', '@1 Et chez nous']);
    }
  });

  it('shows the newest first and older ones page by page', async () => {
    const report = await world.tell();
    const [writer, reader] = [await world.neighbour(), await world.neighbour()];
    for (let nth = 1; nth <= 7; nth += 1) await say(report, writer, `Mot numéro ${nth}`);
    const dialog = await plays('talk-about-report', reader, { reportId: report.id });
    expect(dialog.screen()).toMatch(/7 commentaires[^]*Mot numéro 3[^]*Mot numéro 7/);
    expect(dialog.screen()).not.toContain('Mot numéro 2');
    expect(await dialog.presses('Plus anciens')).toMatch(/Mot numéro 1[^]*Mot numéro 2/);
    expect(await dialog.presses('Plus récents')).toContain('Mot numéro 7');
  });

  it('takes a photo before the text or alone, and says when it has to be looked at first', async () => {
    const report = await world.tell({ category: 'noise' });
    const who = await world.neighbour();
    const dialog = await plays('talk-about-report', who, { reportId: report.id });
    expect(dialog.screen()).toContain('pas encore de commentaire');
    await dialog.presses('Écrire');
    expect(await dialog.gives({ kind: 'photo', fileId: await world.photo() })).toContain('Photo reçue');
    expect(await dialog.says('Le bar est là')).toMatch(/La photo sera visible après vérification[^]*photo pas encore visible/);
    expect(dialog.reply().attachments).toHaveLength(1);
    await dialog.presses('Écrire');
    await dialog.gives({ kind: 'photo', fileId: '0123456789abcdef01234567' });
    expect(await dialog.presses('Envoyer la photo')).toContain('Cette photo ne peut pas être prise');
    expect(await dialog.says('x'.repeat(501))).toContain('500 caractères au plus');
    expect(await textsOf(report)).toEqual(['Le bar est là']);
    const other = await plays('talk-about-report', await world.neighbour(), { reportId: report.id });
    expect(other.reply().attachments).toHaveLength(0);
  }); // prettier-ignore

  it('says politely that a report is gone or hidden', async () => {
    const report = await world.tell();
    const who = await world.neighbour();
    const dialog = await plays('talk-about-report', who, { reportId: report.id });
    await dialog.presses('Écrire');
    await world.part.reportModeration.hide({ ...world.act(report, moderator), reason: 'false' });
    expect(await dialog.says('Trop tard')).toContain("n'existe plus");
    expect((await plays('talk-about-report', who, { reportId: 'none' })).screen()).toContain("n'existe plus");
  });
});

describe('objecting', () => {
  it('shows the beginning of what was said, and never half a sign', async () => {
    const report = await world.tell();
    const [writer, reader] = [await world.neighbour(), await world.neighbour()];
    await say(report, writer, '😀'.repeat(40));
    const dialog = await plays('talk-about-report', reader, { reportId: report.id });
    await picks(dialog, 'report-talk:flagOne');
    const list = dialog.screen();
    await dialog.says('1');
    for (const screen of [list, dialog.screen()]) {
      expect(screen).toContain('😀…');
      expect(Buffer.from(screen).toString()).toBe(screen);
    }
  });

  it.each(languages)('to a report and to a comment, on a simple phone too (%s)', async (language) => {
    const report = await world.tell();
    const [writer, reader] = [await world.neighbour(), await world.neighbour()];
    const { id } = await say(report, writer, 'Une longue insulte que personne ne devrait devoir lire ici');
    for (const surface of language === 'fr' ? [pagePhone, chatSurface] : [pagePhone]) {
      const dialog = await plays('flag-report', reader, { reportId: report.id }, { surface, language });
      await picks(dialog, 'report-moderation:reason.false');
      await dialog.says('Ce n’est pas vrai');
      const talking = await plays('talk-about-report', reader, { reportId: report.id }, { surface, language });
      await picks(talking, 'report-talk:flagOne');
      await talking.says('1');
      await picks(talking, 'report-moderation:reason.insult');
      await picks(talking, 'report-talk:flag.noWords');
      expect(talking.session().frames.at(-1)?.flow).toBe('talk-about-report');
    }
    expect(await world.record(report.id)).toMatchObject({ flags: 1 });
    const judged = await world.part.moderationList.one(moderator.actor, report.id, id);
    expect(judged?.flags).toMatchObject([{ reason: 'insult' }]);
  });
});

describe('a moderator', () => {
  const moderates = (who: StaffMember, data: object = {}, more: { surface?: Surface } & Partial<Caller> = {}) =>
    plays('moderate-reports', who, data, { staffUntil: '2030-01-01T00:00:00Z', ...more });

  it('types the PIN first; nobody else comes in', async () => {
    const dialog = await moderates(moderator, {}, { staffUntil: '2020-01-01T00:00:00Z' });
    expect(dialog.screen()).toContain('PIN');
    expect(await dialog.says(staffPin)).toContain('À modérer');
    for (const who of [await world.neighbour(), await world.staff('operator')])
      expect((await moderates(who)).screen()).not.toContain('À modérer');
  });

  it('takes one thing after the other with what was said against it, decides, and is told when nothing is left', async () => {
    const report = await world.tell({ words: 'Mon voisin est un voleur' });
    world.pass(1);
    const { id } = await say(report, await world.neighbour(), 'Quelle honte');
    await flagBy(report, 1);
    await flagBy(report, 3, id);
    const own = await world.staff('moderator');
    const dialog = await moderates(own);
    await dialog.presses('Commencer');
    for (let nth = 0; !dialog.screen().includes(report.number) && nth < 40; nth += 1) await dialog.presses('Passer');
    const judge = async (): Promise<void> => {
      if (dialog.screen().includes('voleur')) {
        expect(dialog.screen()).toMatch(/Insulte ou haine : 1 fois[^]*Pas beau/);
        await dialog.presses('Masquer');
        expect(await dialog.presses('Faux')).toContain(`${report.number} : masqué`);
      } else {
        expect(dialog.screen()).toMatch(/Quelle honte[^]*3 fois[^]*MASQUÉ en attendant/);
        expect(await dialog.presses('Rien à reprocher')).toContain(`${report.number} : reste visible`);
      }
    };
    await judge();
    for (let nth = 0; !dialog.screen().match(/voleur|honte/) && nth < 40; nth += 1) await dialog.presses('Passer');
    await judge();
    expect(await world.record(report.id)).toMatchObject({ hidden: true, comments: 1, toModerate: false });
    for (let nth = 0; !dialog.screen().includes('À modérer') && nth < 40; nth += 1) await dialog.presses('Passer');
    expect(dialog.screen()).toContain('À modérer');
  });

  it('sees each photo that waits and judges the one on the screen', async () => {
    const photos = [await world.photo(), await world.photo()];
    const report = await world.tell({ category: 'insecurity', photos });
    const dialog = await moderates(moderator, { reportId: report.id });
    expect(dialog.reply().attachments.map(({ fileId }) => fileId)).toEqual([report.photos[0]?.fileId]);
    expect(dialog.screen()).toContain('Photo 1 / 2, à vérifier');
    expect(await dialog.presses('Montrer la photo')).toContain('la photo est visible');
    expect(dialog.reply().attachments.map(({ fileId }) => fileId)).toEqual([report.photos[1]?.fileId]);
    await dialog.presses('Ne pas montrer');
    const { photos: judged } = await world.record(report.id);
    expect(judged.map(({ state }) => state)).toEqual(['shown', 'hidden']);
  });

  it('goes through all photos of a case, whatever each is to everybody, and may think again', async () => {
    const photos = [await world.photo(), await world.photo(), await world.photo()];
    const report = await world.tell({ photos });
    await flagBy(report, 1);
    const statesOf = async () => (await world.record(report.id)).photos.map(({ state }) => state);
    const dialog = await moderates(moderator, { reportId: report.id });
    const shown = () => dialog.reply().attachments.map(({ fileId }) => fileId);
    expect(dialog.screen()).toContain('Photo 1 / 3, visible de tous.');
    expect(await dialog.presses('Photo suivante')).toContain('Photo 2 / 3');
    expect(shown()).toEqual([report.photos[1]?.fileId]);
    expect(await dialog.presses('Ne pas montrer')).toMatch(/la photo n'est pas montrée[^]*Photo 3 \/ 3/);
    expect(await statesOf()).toEqual(['shown', 'hidden', 'shown']);
    await dialog.presses('Photo suivante');
    expect(await dialog.presses('Photo suivante')).toContain('Photo 2 / 3, non montrée.');
    await dialog.presses('Montrer la photo');
    expect(await statesOf()).toEqual(['shown', 'shown', 'shown']);
    // With nothing said against it any more, the last photo ends it.
    await dialog.presses('Rien à reprocher');
    const again = await moderates(moderator, { reportId: report.id });
    expect(await again.presses('Ne pas montrer')).toContain('Photo 2 / 3');
    await again.presses('Photo suivante');
    expect(await again.presses('Ne pas montrer')).not.toContain('Photo 3 / 3');
    expect(await statesOf()).toEqual(['hidden', 'shown', 'hidden']);
  });

  it.each(languages)('takes photos out of sight on a screen that shows none, and never brings one in (%s)', async (language) => {
    const report = await world.tell({ category: 'insecurity', photos: [await world.photo(), await world.photo()] });
    const phone = await moderates(moderator, { reportId: report.id }, { surface: pagePhone, language });
    const whole = async (): Promise<string> => {
      let read = phone.screen();
      while (phone.reply().page.number < phone.reply().page.of) read += ` ${await phone.says('98')}`;
      return read.replaceAll(/\s+/g, ' ');
    };
    const first = await whole();
    for (const part of [' 1 / 2', 'WhatsApp']) expect(first).toContain(part);
    expect(first).not.toContain(strictSpeak(t('report-moderation:show'), language));
    await picks(phone, 'report-moderation:nextPhoto');
    expect(await whole()).toContain(' 2 / 2');
    await picks(phone, 'report-moderation:block');
    expect((await world.record(report.id)).photos.map(({ state }) => state)).toEqual(['waiting', 'hidden']);
    expect(await whole()).toContain(' 1 / 2');
  }); // prettier-ignore

  it('takes a photo out of sight for which a report was flagged, and goes on with what else was said', async () => {
    const report = await world.tell({ photos: [await world.photo()] });
    await flagBy(report, 1);
    const dialog = await moderates(moderator, { reportId: report.id });
    expect(dialog.reply().attachments.map(({ fileId }) => fileId)).toEqual([report.photos[0]?.fileId]);
    expect(dialog.screen()).not.toContain('Montrer la photo');
    expect(await dialog.presses('Ne pas montrer')).toMatch(/la photo n'est pas montrée[^]*Rien à reprocher/);
    expect((await world.record(report.id)).photos[0]?.state).toBe('hidden');
    await dialog.presses('Rien à reprocher');
    expect(await world.record(report.id)).toMatchObject({ flags: 0, hidden: false, toModerate: false });
  });

  it('is told that somebody else has it before them, and decides nothing on their own', async () => {
    const report = await world.tell({ reporterId: moderator.actor.personId });
    await flagBy(report, 1);
    const own = await moderates(moderator, { reportId: report.id });
    expect(await own.presses('Rien à reprocher')).toContain("quelqu'un d'autre décide");
    expect(await world.record(report.id)).toMatchObject({ flags: 1 });
    world.pass(11);
    const colleague = await world.staff('moderator');
    await world.part.moderationList.hold(report.id, colleague.actor.personId);
    const late = await moderates(await world.staff('moderator'), { reportId: report.id });
    expect(await late.presses('Rien à reprocher')).toContain("Quelqu'un d'autre regarde cela");
  });

  it.each(languages)('shows and hides by text on a simple phone (%s)', async (language) => {
    const report = await world.tell();
    await flagBy(report, 1);
    const dialog = await moderates(moderator, { reportId: report.id }, { surface: pagePhone, language });
    await picks(dialog, 'report-moderation:hide');
    await picks(dialog, 'report-moderation:reason.private');
    expect(await world.record(report.id)).toMatchObject({ hidden: true });
    const again = await moderates(moderator, { reportId: report.id }, { surface: pagePhone, language });
    await picks(again, 'report-moderation:restore');
    expect(await world.record(report.id)).toMatchObject({ hidden: false });
  });
});
