import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../core/log.ts';
import { arrive, doorways, pinOf, ussdPhone, type Visitor } from './support/doorways.ts';
import { codeOnSheet, offlineChecker, type PublishedKeys } from './support/offline-checker.ts';
import { aPicture } from './support/pictures.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

const didier = '+243810000011';
const albert = '+243850000013';
const joseph = '+243820000004';
const cousin = '+243830004321';

/** Ten o'clock in Kinshasa. */
const morning = Date.UTC(2026, 10, 20, 9);
const dayMs = 86_400_000;

type Visitors = [agent: Visitor, owner: Visitor, officer: Visitor];

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

/** Does what the timetable would have done by now. */
async function runJob({ app }: Product, name: string): Promise<void> {
  const job = app.jobs.find((one) => one.name === name);
  if (!job) throw new Error(`no job is called ${name}`);
  await job.run(app.clock());
}

/** From the amount to the request on the phone that pays, and its approval there. */
async function pay(world: Product, person: Visitor, screen: string, amount: number): Promise<string> {
  if (screen.includes('Airtel Money')) await person.picks('M-Pesa');
  await person.picks('Oui, payer');
  const [waiting] = await world.app.sandbox.pendingFor(person.phone);
  expect(waiting?.money).toEqual({ amount, currency: 'CDF' });
  await world.app.sandbox.approve(waiting?.id ?? '');
  return person.hears('Paiement re');
}

/** The page that whoever checks without network has fetched before. */
async function keysOf({ baseUrl }: Product): Promise<PublishedKeys> {
  const page = await fetch(`${baseUrl}/.well-known/lisolo-keys.json`);
  return (await page.json()) as PublishedKeys;
}

/** The quittance of the newest payment of a fine. */
async function quittanceOf({ app }: Product, short: string): Promise<Buffer> {
  const paymentId = (await app.fines.byReference(short))?.payments.at(-1)?.paymentId ?? '';
  const fileId = (await app.payments.byId(paymentId))?.steps.receipted?.fileId ?? '';
  return (await app.files.read(fileId)).bytes;
}

describe.each(doorways)('on $name', ({ enter }) => {
  it('a fine is recorded, told, contested, kept up, increased, paid by two phones and verified', async () => {
    let passed = 0;
    const start = Date.now();
    const world = await startProduct({}, silentLog, () => new Date(morning + Date.now() - start + passed));
    product = world;
    const check = offlineChecker(await keysOf(world));
    const [agent, owner, officer] = [didier, joseph, albert].map((phone) => enter(world, phone)) as Visitors;
    await arrive(owner);

    await arrive(agent);
    await agent.picks('Enregistrer');
    await agent.says(pinOf(world, didier));
    await agent.says('2345 bc 02');
    await agent.picks('Feu rouge');
    await agent.picks('Gombe');
    if (agent.sendsPhoto) expect(await agent.sendsPhoto(await aPicture())).toContain('1 photo');
    const reference = /CD-2026-\d{7}/.exec(await agent.picks('Enregistrer'))?.[0] ?? '';
    const short = reference.slice(-7);

    expect(await owner.hears(`Amende ${reference}`)).toContain('70 000 FC');
    await owner.begins();
    await owner.says('contester');
    expect(await owner.says(short)).toContain('20/12/2026');
    await owner.picks('Contester cette amende');
    await owner.picks('Panneau');
    await owner.says('Le panneau est derrière un arbre.');
    if (owner.sendsPhoto) {
      expect(await owner.sendsPhoto(await aPicture())).toContain('1 photo');
      await owner.picks('Continuer');
    }
    await owner.picks('Oui, contester');
    expect(await owner.hears('Votre contestation')).toContain(reference);

    await arrive(officer);
    await officer.picks('Dossiers');
    expect(await officer.says(pinOf(world, albert))).toContain('Contestations : 1');
    expect(await officer.picks('Dossier suivant')).toContain('derrière un arbre');
    await officer.picks('Refuser');
    await officer.picks('Infraction prouv');
    expect(await officer.picks('Oui, décider')).toContain(`${reference} reste`);
    expect(await owner.hears('contestation est refus')).toContain('Infraction prouv');

    passed = 32 * dayMs;
    await runJob(world, 'fines.time');
    const late = await owner.hears(`L'amende ${reference}, plaque 2345BC/02, n'était pas payée`);
    expect(late).toContain('125 000 FC');

    const simplePhone = ussdPhone.enter(world, joseph);
    await simplePhone.begins();
    await simplePhone.says(short);
    await simplePhone.picks('artie');
    const first = await pay(world, simplePhone, await simplePhone.says('62500'), 6_250_000);
    expect(first).toContain('62 500 FC');
    const helper = enter(world, cousin);
    await arrive(helper);
    await helper.says(short);
    await pay(world, helper, await helper.picks('Payer 62 500 FC'), 6_250_000);

    await agent.begins();
    await agent.picks('Vérifier un document');
    expect(await agent.says(short)).toContain('PAYÉE');
    // The same agent without network, from the code on the sheet that the driver shows.
    const sheet = codeOnSheet(await quittanceOf(world, short));
    expect(check(sheet)?.slice(0, 7)).toEqual([
      'receipt', reference, expect.stringMatching(/^Q-CD-/), '2345BC02', 6_250_000, 'CDF', 0,
    ]); // prettier-ignore
    expect(check(`${sheet.slice(0, -4)}AAAA`)).toBeUndefined();

    expect(await world.app.ledger.verify()).toMatchObject({ unbalanced: [] });
    expect(await world.app.fines.byReference(short)).toMatchObject({
      moneyStatus: 'paid', due: { amount: 12_500_000 }, paidAmount: 12_500_000,
    }); // prettier-ignore
  }, 240_000);
});
