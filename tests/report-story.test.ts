import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../core/log.ts';
import { arrive, enter, pinOf } from './support/doorways.ts';
import { aPicture } from './support/pictures.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

const rachel = '+243970000017';
const neighbour = '+243830004321';
const teller = '+243820000004';
/** Ten o'clock in Kinshasa. */
const morning = Date.UTC(2026, 10, 23, 9);

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

describe('a problem of the neighbourhood, on every door', () => {
  it('is told by USSD, found again on Telegram, taken and resolved by an operator, and opened again', async () => {
    const start = Date.now();
    const world = await startProduct({}, silentLog, () => new Date(morning + Date.now() - start));
    product = world;

    const phone = enter('a USSD phone', world, teller);
    await arrive(phone);
    await phone.picks('Signaler un probl');
    await phone.says('lampadaire en panne');
    await phone.picks('Lampadaire');
    await phone.picks('Kinshasa');
    await phone.picks('Lemba');
    await phone.says('Avenue Kikwit');
    await phone.picks('Pas de rep');
    await phone.picks('Oui');
    const sent = await phone.picks('Envoyer');
    expect(sent).toMatch(/^END .*SNEL/);
    const number = /[0-9A-Z]{6}/.exec(sent)?.[0] ?? '';
    expect(await phone.hears(number)).toContain('enregistr');

    const chat = enter('Telegram', world, neighbour);
    await arrive(chat);
    await chat.says('signaler');
    expect(await chat.sendsPhoto?.(await aPicture())).toContain('1 photo');
    await chat.says('le lampadair ne marche plus');
    await chat.picks('Lampadaire');
    await chat.says('Lemba');
    await chat.says('av. kikwit');
    expect(await chat.picks('Pas de rep')).toMatch(/Déjà signalé[^]*Avenue Kikwit/);
    expect(await chat.picks('celui-ci')).toContain(`Votre voix est ajoutée au signalement ${number}`);

    const operator = enter('WhatsApp', world, rachel);
    await arrive(operator);
    await operator.picks('Traiter les signalements');
    await operator.says(pinOf(world, rachel));
    expect(await operator.says(number)).toContain('Voix : 1');
    await operator.picks("Je m'en occupe");
    expect(await phone.hears("s'en occupe")).toContain(number);
    expect(await chat.hears("s'en occupe")).toContain(number);
    await operator.picks('résolu');
    await operator.says('Ampoule changée');
    await operator.sendsPhoto?.(await aPicture());
    expect(await operator.picks('Oui')).toContain(`${number} est résolu`);
    expect(await chat.hears('résolu, dit')).toMatch(/Ampoule changée[^]*vraiment réparé/);
    expect(await phone.hears('résolu, dit')).toContain(number);

    await phone.begins();
    await phone.picks('Voir les signalements');
    await phone.picks('Mes signalements');
    await phone.picks(number);
    await phone.picks('Non, le probl');
    expect(await phone.says('Encore noir ce soir')).toContain('Ouvert');
    expect(await chat.hears('rouvert')).toContain('Encore noir ce soir');

    const anybody = enter('the simulator', world, '+243840000003');
    await arrive(anybody);
    expect(await anybody.says(number)).toMatch(/Ouvert[^]*Voix : 1/);
    expect(await anybody.picks('Ce qui s')).toMatch(/Rouvert[^]*Résolu par SNEL[^]*Pris en charge par SNEL/);

    const asked = await fetch(
      `${world.baseUrl}/open311/v2/requests.json?jurisdiction_id=kinshasa.cd&service_code=street_light`,
    );
    const requests = (await asked.json()) as { description: string; status: string; agency_responsible: string }[];
    expect(requests[0]).toMatchObject({
      status: 'open',
      agency_responsible: 'SNEL',
      description: 'lampadaire en panne',
    });

    const kept = await world.app.reports.byNumber(number);
    expect(kept?.history.map(({ what }) => what)).toEqual(['reported', 'routed', 'taken', 'resolved', 'reopened']);
    expect(kept).toMatchObject({ state: 'open', votes: 1, followers: 2 });
  }, 90_000);
});
