import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../core/log.ts';
import { doorways, type Visitor } from '../../support/doorways.ts';
import { aPhonePhoto } from '../../support/pictures.ts';
import { startProduct, type Product } from '../../support/product.ts';

/** Not at the turn of an hour. */
const now = Date.parse('2026-11-23T09:27:41.387Z');
let product: Product;
const start = Date.now();
beforeAll(async () => {
  product = await startProduct({}, silentLog, () => new Date(now + Date.now() - start));
}, 60_000);
afterAll(() => product.stop());

/** The first contact at a door: language and consent. */
async function arrive(person: Visitor): Promise<void> {
  const screen = await person.begins();
  const next = screen.includes('Lingala') ? await person.picks('Fran') : screen;
  if (next.includes('accepte')) await person.picks('accepte');
}

interface Held {
  readonly id: string;
  readonly text: string;
  /** Every time within the last hour that is more exact than the hour. */
  readonly minutes: readonly string[];
}

const hourMs = 3_600_000;

/** Times are of the clock of the product, but those in ids are of the clock of the machine. */
const isOfThisHour = (at: number): boolean =>
  at % hourMs !== 0 && [Date.now(), now + Date.now() - start].some((time) => Math.abs(time - at) < hourMs);

/** The times in whatever the database can hold: dates, dates in words, and ids, bare or in words. */
function timesIn(value: unknown): number[] {
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof Types.ObjectId) return [value.getTimestamp().getTime()];
  if (typeof value === 'number') return [value];
  if (typeof value === 'string')
    return [
      ...(value.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []).map(Date.parse),
      ...(value.match(/(?<![\da-f])[\da-f]{24}(?![\da-f])/g) ?? []).map(
        (id) => Number.parseInt(id.slice(0, 8), 16) * 1_000,
      ),
    ];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(timesIn) : [];
}

/** Pictures and printed papers are looked into elsewhere. */
const contentOf = (name: string) =>
  product.connection
    .collection(name)
    .find({}, name === 'bytes.chunks' ? { projection: { data: 0 } } : {})
    .toArray();

/** Everything that the database holds, document by document. */
async function dump(): Promise<Held[]> {
  const all: Held[] = [];
  for (const { name } of (await product.connection.db?.listCollections().toArray()) ?? [])
    for (const document of await contentOf(name))
      all.push({
        id: `${name}/${String(document._id)}`,
        text: JSON.stringify(document),
        minutes: timesIn(document)
          .filter(isOfThisHour)
          .map((at) => new Date(at).toISOString()),
      });
  return all;
}

const holding =
  (parts: readonly string[]) =>
  ({ id, text }: Pick<Held, 'id' | 'text'>): boolean =>
    parts.some((part) => id.includes(part) || text.includes(part));

const enter = (door: string, phone: string): Visitor => {
  const found = doorways.find(({ name }) => name === door);
  if (!found) throw new Error(`there is no door ${door}`);
  return found.enter(product, phone);
};

it.each([
  ['a USSD phone', '+243820000061', 'Quokka'],
  ['the simulator', '+243820000062', 'Wombat'],
  ['Telegram', '+243820000063', 'Ibis'],
  ['WhatsApp', '+243820000064', 'Ocelot'],
])(
  'whoever tells anonymously on %s is in no way connected with what they told',
  async (door, phone, mark) => {
    const person = enter(door, phone);
    await arrive(person);
    await person.picks('Signaler');
    await person.picks('Ordures');
    if (person.sendsPhoto) {
      const page = Buffer.from('<html><script>alert(1)</script></html>');
      if (door !== 'the simulator') expect(await person.sendsPhoto(page)).toContain('Je ne peux pas lire ce fichier');
      expect(await person.sendsPhoto(await aPhonePhoto())).toContain('1 photo reçue');
      await person.says(`Immondices chez ${mark}`);
    }
    await person.says('Lemba');
    await person.says(`Avenue ${mark}`);
    await person.says(`Marché ${mark}`);
    await person.picks('anonyme');
    const said = await person.picks('Envoyer');

    const report = await product.connection.collection('reports').findOne({ street: `Avenue ${mark}` });
    if (!report) throw new Error('nothing was told');
    const number = String(report['number']);
    expect(said).toContain(number);
    const photos = (report['photos'] as { fileId: string }[]).map(({ fileId }) => fileId);
    expect(photos).toHaveLength(person.sendsPhoto ? 1 : 0);

    const all = await dump();
    const theirs = [phone, phone.slice(1), phone.slice(4)];
    const [turn, ...more] = all.filter(({ id, text }) => id.startsWith('turns/') && holding(theirs)({ id, text }));
    expect(more).toEqual([]);
    const { personId, at } = JSON.parse(turn?.text ?? '{}') as { personId?: string; at?: string };
    if (!personId) throw new Error('whoever has agreed is known');
    const told = [mark, mark.toLowerCase(), String(report._id), number, String(report['key']), ...photos];
    const ofPerson = all.filter(holding([...theirs, personId]));
    const ofReport = all.filter(holding(told));
    expect(ofPerson.map(({ id }) => id.split('/')[0])).toContain('turns');
    expect(ofReport.map(({ id }) => id.split('/')[0])).toEqual(
      expect.arrayContaining(['reports', 'report-words', 'report-gathered']),
    );
    expect(ofPerson.filter(holding([...told, 'report-problem', 'Lemba', 'reports:']))).toEqual([]);
    expect(ofReport.filter(holding([...theirs, personId]))).toEqual([]);

    // Not even the minute: what is kept of both says the hour and no more.
    expect(at).toBe('2026-11-23T09:00:00.000Z');
    expect(ofReport.filter(({ minutes }) => minutes.length > 0)).toEqual([]);
    // Nothing that the door had kept is left.
    expect(
      all.filter(({ id, text }) => id.startsWith('files/') && /"owner":"(simulator|telegram|whatsapp)/.test(text)),
    ).toEqual([]);
  },
  60_000,
);

it('asks whoever has not agreed first, and takes nothing from them', async () => {
  const phone = enter('a USSD phone', '+243820000071');
  await phone.begins();
  await phone.picks('Fran');
  await phone.picks('refuse');
  const before = await product.connection.collection('reports').countDocuments();
  expect(await phone.picks('Signaler')).toMatch(/accept/i);
  await phone.picks('refuse');
  expect(await product.connection.collection('reports').countDocuments()).toBe(before);
});

it('takes up a dropped call where it was, and tells once what a gateway sends twice', async () => {
  const from = '+243820000072';
  const dial = async (sessionId: string, text: string): Promise<string> => {
    const body = new URLSearchParams({
      sessionId,
      phoneNumber: from,
      networkCode: '63001',
      serviceCode: '*384*123#',
      text,
    });
    return (await fetch(`${product.baseUrl}/ussd/africastalking`, { method: 'POST', body })).text();
  };
  const first = enter('a USSD phone', from);
  await arrive(first);
  await first.picks('Signaler');
  await first.picks('Ordures');
  await first.says('Lemba');
  expect(await first.says('Avenue Tapir')).toContain('repère');
  // The network is gone; another call begins.
  const resumed = await dial('another', '');
  expect(resumed).toMatch(/reprendre|continuer/i);
  expect(await dial('another', '1')).toContain('repère');
  await dial('another', '1*Marche Tapir');
  await dial('another', '1*Marche Tapir*1');
  const last = '1*Marche Tapir*1*1';
  const [one, two] = await Promise.all([dial('another', last), dial('another', last)]);
  expect(await dial('another', last)).toBe(one);
  const told = await product.connection.collection('reports').find({ street: 'Avenue Tapir' }).toArray();
  expect(told).toHaveLength(1);
  expect([one, two].map((page) => page.includes(String(told[0]?.['number'])))).toEqual([true, true]);
  await expect
    .poll(() => product.connection.collection('simulator_mailbox').countDocuments({ phone: from }), { timeout: 10_000 })
    .toBe(1);
});

it('leads from the report just sent to what can be seen of it', async () => {
  const person = enter('the simulator', '+243820000073');
  await arrive(person);
  await person.says('signaler');
  await person.says('le lampadaire du carrefour Okapi est cassé');
  await person.picks('Lampadaire');
  await person.picks('Continuer');
  await person.sharesPlace?.(-4.395, 15.325);
  await person.picks('Oui, Lemba');
  await person.picks('informez-moi');
  expect(await person.picks('Envoyer')).toContain('Voir ce signalement');
  expect(await person.picks('Voir ce signalement')).toContain('carrefour Okapi');
});
