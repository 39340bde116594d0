import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createReceiptPrinter } from '../../../core/documents/index.ts';
import { maskPhone } from '../../../core/documents/receipt-page.ts';
import { toDrawable } from '../../../core/documents/typeface.ts';
import type { ReceiptFacts } from '../../../core/documents/index.ts';
import { languages } from '../../../core/dialog/words.ts';
import { projectRoot } from '../../../core/project-root.ts';
import { overheard, pagesOf, signer, speak } from './paper.ts';

const facts: ReceiptFacts = {
  number: 'Q-CD-2026-0000042',
  paidAt: new Date('2026-11-21T13:30:00Z'),
  money: { amount: 5_000_000, currency: 'CDF' },
  remaining: { amount: 0, currency: 'CDF' },
  operator: 'vodacom-cd',
  paymentId: '6560f1a2b3c4d5e6f7a8b901',
  country: 'CD',
  specimen: false,
  what: {
    title: 'Amende CD-2026-0001234',
    reference: 'CD-2026-0001234',
    details: [{ label: 'Plaque', value: '1234AB01' }],
  },
};
const printed = (over: Partial<ReceiptFacts>, language: (typeof languages)[number], specimen = false) =>
  overheard((voice) => {
    const print = createReceiptPrinter({ speak: voice, signer, publicUrl: 'https://lisolo.example/' });
    return print({ ...facts, ...over, specimen }, language);
  });
const linkIn = (pdf: Buffer): string => /\/URI \((.*?)\)/.exec(pdf.toString('latin1'))?.[1] ?? '';

describe('the receipt', () => {
  it.each(languages)('is one page in %s, with its law’s terms in French', async (language) => {
    const { pdf, said } = await printed({}, language);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pagesOf(pdf)).toBe(1);
    expect(said).toContain('50 000 FC');
    expect(said).toContain('21/11/2026 14h30');
    expect(said).toContain('Montant payé');
    expect(said).toContain(speak({ key: 'documents:receipt.settled' }, language));
  });

  it('carries a code that proves it without network', async () => {
    const { pdf } = await printed({ plate: '1234AB01', remaining: { amount: 100, currency: 'CDF' } }, 'fr');
    const link = linkIn(pdf);
    expect(link.startsWith('https://lisolo.example/v/')).toBe(true);
    expect(signer.verify(link.slice('https://lisolo.example/v/'.length))).toEqual({
      kind: 'receipt',
      reference: 'CD-2026-0001234',
      number: 'Q-CD-2026-0000042',
      plate: '1234AB01',
      amount: facts.money,
      remaining: 100,
      issuedAt: facts.paidAt,
    });
  });

  it('says what is left to pay', async () => {
    const { said } = await printed({ remaining: { amount: 10_000_000, currency: 'CDF' } }, 'en');
    expect(said).toContain('Left to pay: 100 000 FC');
    expect(said).not.toContain('Paid in full');
  });

  it('shows only the end of the payer’s phone', async () => {
    expect(maskPhone('+243810000001')).toBe('+243 ••• ••• 01');
    const { said } = await printed({ payerPhone: '+243810000001' }, 'fr');
    expect(said).not.toContain('810000');
    expect(said).toContain('+243 ••• ••• 01');
  });

  it('says so where the money was only played', async () => {
    expect((await printed({}, 'ln', true)).said).toContain("aucune somme réelle n'a été versée");
    expect((await printed({}, 'ln')).said).not.toContain('aucune somme');
  });

  it('goes on to a second page when it is for many fines', async () => {
    const details = Array.from({ length: 14 }, (_, at) => ({ label: 'Infraction', value: `Excès de vitesse ${at}` }));
    expect(pagesOf((await printed({ what: { ...facts.what, details } }, 'sw')).pdf)).toBe(2);
  });

  it('prints hostile words as words', async () => {
    const value = '\u0000\u202e😀<script>)(\\ ${x} {{amount}} '.repeat(20);
    const { pdf } = await printed({ what: { ...facts.what, details: [{ label: 'Plaque', value }] } }, 'fr');
    expect(pagesOf(pdf)).toBe(1);
  });

  it('has the same bytes each time it is printed', async () => {
    const [first, second] = await Promise.all([printed({}, 'wo'), printed({}, 'wo')]);
    const hash = (pdf: Buffer): string => createHash('sha256').update(pdf).digest('hex');
    expect(hash(first.pdf)).toBe(hash(second.pdf));
  });
});

describe('the typeface', () => {
  it('has every letter of every text in the five languages', () => {
    const missing = languages.flatMap((language) =>
      readdirSync(path.join(projectRoot, 'locales', language)).flatMap((file) => {
        const text = readFileSync(path.join(projectRoot, 'locales', language, file), 'utf8');
        const letters = [...new Set(text)].filter((character) => /[\p{L}\p{N}\p{P}\p{Sc}\p{Sm}]/u.test(character));
        return letters
          .filter((character) => toDrawable(character) !== character)
          .map((character) => `${language}/${file}: ${character}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  it('folds what it lacks and drops pictures', () => {
    expect(toDrawable('Kuraŋ, mɔnɔkɔ ǌ 😀 日')).toBe('Kuraŋ, monoko nj  ?');
  });
});
