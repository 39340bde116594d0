import { describe, expect, it } from 'vitest';

import { languages } from '../../../../core/dialog/index.ts';
import type { Fine } from '../../../../core/fines/index.ts';
import { strictSpeak, type Talk } from '../../../support/talk.ts';
import { type MoneyWorld } from '../../payments/money-world.ts';
import { finesChat, forEachFine } from './fines-chat.ts';

let world: MoneyWorld;
let fine: Fine;
forEachFine((scene) => ({ world, fine } = scene));

const chat = (from: 'elsewhere' | 'fines' = 'elsewhere'): Promise<Talk> => finesChat(world, { from });

const keywords = languages.flatMap((language) =>
  strictSpeak({ key: 'fines:keywords' }, language)
    .split(',')
    .map((word) => [language, word.trim()] as const),
);

describe('a word of the dialog and what it is about, in one message', () => {
  it.each(keywords)('are understood together in %s: %s', async (_language, word) => {
    const person = await chat();
    expect(await person.says(`${word} 1234AB01`)).toContain('1 amende impayée pour la plaque 1234AB/01');
    expect(await (await chat()).says(`${word} ${fine.shortCode}`)).toContain(`Amende ${fine.reference}`);
  });

  it.each(['Plaque : 1234 ab 01', 'PAYER, 1234AB01', 'plaque #1234ab01', 'Amende - 1234 AB/01 '])(
    'are understood as people write them: %s',
    async (typed) => {
      expect(await (await chat()).says(typed)).toContain('plaque 1234AB/01');
    },
  );

  it('are understood where a plate alone is asked for', async () => {
    const person = await chat('fines');
    expect(await person.says('plaque 1234AB01')).toContain('1 amende impayée');
  });

  it('say so when the reference names no fine', async () => {
    expect(await (await chat()).says('payer CD-2026-0000019')).toContain('Aucune amende ne porte cette référence');
  });

  it('are left alone when nothing that is known stands behind the word', async () => {
    expect(await (await chat()).says('payer le loyer demain')).toContain("Je n'ai pas compris");
    expect(await (await chat()).says('amende')).toContain('Comment chercher vos amendes');
  });
});
