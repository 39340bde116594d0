import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { bindFlow, languages, type Language, type Surface } from '../../../../core/dialog/index.ts';
import { payFine } from '../../../../core/fines/flows/pay-fine.ts';
import type { Fine } from '../../../../core/fines/index.ts';
import { createWaveProvider } from '../../../../core/payments/index.ts';
import { startLocalWave, waveKey, waveSecret, type LocalWave } from '../../../support/local-wave.ts';
import { chatSurface, pagePhone, talk, type Talk } from '../../../support/talk.ts';
import { moneyWorld, type MoneyWorld } from '../../payments/money-world.ts';
import { paperNotes } from '../paper-notes.ts';

const phone = '+221771234567';
let wave: LocalWave;
let world: MoneyWorld;

beforeAll(async () => {
  wave = await startLocalWave();
  const account = { token: waveKey, webhookSecret: waveSecret, root: wave.root, returnUrl: 'https://lisolo.test/' };
  world = await moneyWorld(undefined, { providers: (clock) => [createWaveProvider({ ...account, clock })] });
});
beforeEach(async () => {
  wave.clear();
  await world.clear();
});
afterAll(async () => {
  await wave.stop();
  await world.database.drop();
});

type Takes = MoneyWorld['payments']['takes'];

async function about(fine: Fine, surface: Surface, language: Language, takes?: Takes): Promise<Talk> {
  const { fines, receipts, keptPhones } = world;
  const payments = { ...world.payments, ...(takes ? { takes } : {}) };
  const fineOfPhoto = () => Promise.resolve(undefined);
  return talk({
    flows: [bindFlow(payFine, { fines, payments, receipts, keptPhones, notes: paperNotes(), fineOfPhoto })],
    surface,
    data: { fineIds: [fine.id] },
    now: world.now,
    caller: { phone, language, country: 'SN', channel: surface.channel, address: phone },
  });
}

it.each(languages)('sends the link of Wave after END by SMS, on single pages, in %s', async (language) => {
  const citizen = await about(await world.fine(20_000, 'SN'), pagePhone, language);
  await citizen.says('1');
  const wallets = citizen.screen().split('\n');
  const waveLine = wallets.findIndex((line) => line.includes('Wave'));
  await citizen.says(/^(\d)/.exec(wallets[waveLine] ?? '')?.[1] ?? '');
  await citizen.says('1');
  expect(citizen.reply()).toMatchObject({ end: true, page: { of: 1 } });
  const [session] = [...wave.sessions.values()];
  expect(citizen.screen()).toContain('SMS');
  expect(JSON.stringify(world.notices)).toContain(session?.wave_launch_url);
  expect(world.notices).toMatchObject([{ to: { channel: 'sms', address: phone } }]);
});

it('shows the link in the chat itself', async () => {
  const citizen = await about(await world.fine(20_000, 'SN'), chatSurface, 'fr');
  await citizen.presses('Payer 20 000');
  await citizen.presses('Wave');
  const [session] = [...wave.sessions.values()];
  expect(session).toBeUndefined();
  expect(await citizen.presses('Oui')).toContain('https://pay.wave.test/c/');
  expect(world.notices).toEqual([]);
});

it('says that the link follows when Wave does not answer in time', async () => {
  wave.mishaps.push('answer_lost');
  const citizen = await about(await world.fine(20_000, 'SN'), chatSurface, 'fr');
  await citizen.presses('Payer 20 000');
  await citizen.presses('Wave');
  expect(await citizen.presses('Oui')).toContain('qui vous arrive par message');
});

it.each(languages)(
  'says politely that mobile money is not open yet, before anything is typed, in %s',
  async (language) => {
    for (const surface of [pagePhone, chatSurface]) {
      const citizen = await about(await world.fine(20_000, 'SN'), surface, language, () => false);
      await citizen.says('1');
      expect(citizen.reply()).toMatchObject({ end: true, page: { of: 1 } });
      expect(citizen.screen()).toMatch(/mobile money/i);
    }
  },
);

it('offers only the wallets that can be asked', async () => {
  const takes: Takes = (operator) => operator === 'free-sn';
  const citizen = await about(await world.fine(20_000, 'SN'), chatSurface, 'fr', takes);
  const screen = await citizen.presses('Payer 20 000');
  expect(screen).toContain('Free Money');
  expect(screen).not.toMatch(/Wave|Orange Money/);
});
