import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { languages } from '../../../core/dialog/words.ts';
import type { Language } from '../../../core/dialog/words.ts';
import { createNotePrinter, readQr } from '../../../core/documents/index.ts';
import type { NoteFacts } from '../../../core/documents/index.ts';
import { showBankReference, toBankReference } from '../../../core/fines/index.ts';
import { overheard, pagesOf, signer } from './paper.ts';

const francs = (units: number): NoteFacts['due'] => ({ amount: units * 100, currency: 'CDF' });
const facts: NoteFacts = {
  number: 'NP-CD-2026-0001234',
  reference: 'CD-2026-0001234',
  shortCode: '0001234',
  bankReference: showBankReference(toBankReference('CD-2026-0001234')),
  country: 'CD',
  plate: '1234AB01',
  infraction: { label: 'Excès de vitesse', french: 'Excès de vitesse' },
  article: 'Loi n° 78-022, art. 12',
  place: 'Boulevard du 30 Juin, Gombe',
  at: new Date('2026-11-19T13:30:00Z'),
  deadline: new Date('2026-12-19T13:30:00Z'),
  lines: [{ kind: 'tariff', amount: 20_000_000 }],
  due: francs(200_000),
  paid: francs(0),
  remaining: francs(200_000),
  payable: true,
  contestUntil: new Date('2026-12-18T12:00:00Z'),
  ways: {
    ussdCode: '*384*123#',
    whatsapp: '+243 810 000 099',
    bank: { name: 'Rawbank', account: '05100-05101-01003456789-12' },
  },
  issuedAt: new Date('2026-11-19T13:35:00Z'),
};
const after = (days: number): Date => new Date(facts.at.getTime() + days * 86_400_000);
/** As long as anything may be, with every line and remark that there is. */
const long: Partial<NoteFacts> = {
  infraction: { label: 'Dépassement dangereux '.repeat(3), french: 'Dépassement dangereux, '.repeat(3) },
  article: 'Loi n° 78-022 du 30 août 1978 portant nouveau Code de la route, '.repeat(3),
  place: 'Croisement de l’avenue Colonel Mondjiba et de la route de Matadi, '.repeat(2),
  lines: [
    { kind: 'tariff', amount: 99_999_999_900 },
    { kind: 'increases', amount: 1_000_000, when: after(31) },
    { kind: 'increase', amount: 1_000_000, when: after(61) },
    { kind: 'increase', amount: 1_000_000, when: after(91) },
    { kind: 'reduction', amount: -2_000_000, when: after(92) },
    { kind: 'discount', amount: -1_000_000, when: after(106) },
  ],
  due: francs(999_999_999),
  paid: francs(499_999_999),
  remaining: francs(500_000_000),
  discount: { until: after(106), then: francs(500_010_000) },
  standing: { kind: 'contested', at: after(92) },
  issuedAt: after(92),
};

const printed = (over: Partial<NoteFacts>, language: Language, specimen = false) =>
  overheard((voice) => {
    const print = createNotePrinter({ speak: voice, signer, publicUrl: 'https://lisolo.example/', specimen });
    return print({ ...facts, ...over }, language);
  });

const folder = mkdtempSync(path.join(tmpdir(), 'lisolo-note-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function has(tool: string): boolean {
  try {
    execFileSync(tool, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
function stored(pdf: Buffer): string {
  const file = path.join(folder, `${Math.random()}.pdf`);
  writeFileSync(file, pdf);
  return file;
}

describe('the note de perception', () => {
  it.each(languages)('is one page in %s', async (language) => {
    expect(pagesOf((await printed({}, language, true)).pdf)).toBe(1);
    const partly = await printed({ paid: francs(50_000), remaining: francs(150_000) }, language);
    expect(pagesOf(partly.pdf)).toBe(1);
    expect(partly.said).toContain('150 000 FC');
    expect(partly.said).toContain('19/12/2026');
  });

  it('offers no way to pay what needs no payment', async () => {
    const paid = await printed({ paid: francs(200_000), remaining: francs(0), payable: false }, 'fr');
    const closed = await printed({ payable: false }, 'fr');
    expect(paid.said).toContain('Entièrement payé');
    expect(closed.said).toContain('Rien à payer');
    for (const { said } of [paid, closed]) {
      expect(said).not.toContain('*384*123#');
      expect(said).not.toContain('À payer avant');
    }
  });

  it.each(languages)('is one page in %s however long its words are', async (language) => {
    expect(pagesOf((await printed(long, language, true)).pdf)).toBe(1);
  });

  it('shows line by line how the sum came about, and what it becomes', async () => {
    const over: Partial<NoteFacts> = {
      lines: [
        { kind: 'tariff', amount: 20_000_000 },
        { kind: 'increase', amount: 5_000_000, when: after(31) },
        { kind: 'discount', amount: -6_000_000, when: after(45) },
      ],
      due: francs(190_000),
      remaining: francs(190_000),
      discount: { until: after(45), then: francs(250_000) },
    };
    const { said } = await printed(over, 'fr');
    for (const words of [
      '+ 50 000 FC',
      '- 60 000 FC',
      "Jusqu'au 03/01/2027, puis 250 000 FC",
      'Majoration du 20/12/2026',
    ])
      expect(said).toContain(words);
  });

  it.each([
    ['contested', "les majorations sont arrêtées jusqu'à la décision"],
    ['forwarded', 'transmis au parquet le 20/11/2026'],
    ['dismissed', 'Classée sans suite le 20/11/2026'],
    ['voided', 'Annulée le 20/11/2026'],
  ] as const)('says so when the fine is %s', async (kind, words) => {
    expect((await printed({ standing: { kind, at: after(1) } }, 'fr')).said).toContain(words);
    expect((await printed({}, 'fr')).said).not.toContain(words);
  });

  it('names a bank and a WhatsApp number only where there is one, and the way to contest only while there is one', async () => {
    const all = (await printed({}, 'fr')).said;
    for (const words of ['Rawbank', '+243 810 000 099', "Jusqu'au 18/12/2026"]) expect(all).toContain(words);
    const bare = (await printed({ ways: { ussdCode: '*384*123#' }, contestUntil: undefined }, 'fr')).said;
    for (const words of ['Banque', 'WhatsApp :', 'contester']) expect(bare).not.toContain(words);
  });

  it('says so where nobody owes anything', async () => {
    const nothing = "il n'y a rien à payer";
    expect((await printed({}, 'fr', true)).said).toContain(nothing);
    expect((await printed({}, 'fr')).said).not.toContain(nothing);
  });

  it('has the same bytes each time it is printed', async () => {
    const [first, second] = [await printed({}, 'wo'), await printed({}, 'wo')];
    expect(first.pdf.equals(second.pdf)).toBe(true);
  });
});

describe.skipIf(!has('pdftotext'))('the text in the file (needs pdftotext of Debian’s poppler-utils)', () => {
  const textOf = (pdf: Buffer): string =>
    execFileSync('pdftotext', ['-layout', stored(pdf), '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');

  it.each([
    ['CD', 'RÉPUBLIQUE DÉMOCRATIQUE DU CONGO'],
    ['SN', 'RÉPUBLIQUE DU SÉNÉGAL'],
  ] as const)('names everything that %s asks for', async (country, state) => {
    const text = textOf((await printed({ country }, 'fr', true)).pdf);
    for (const words of [
      state,
      'NOTE DE PERCEPTION',
      'NP-CD-2026-0001234',
      'Loi n° 78-022, art. 12',
      'Excès de vitesse',
      '1234AB/01',
      'Boulevard du 30 Juin, Gombe',
      '200 000 FC',
      'deux cent mille francs congolais',
      "À payer jusqu'au 19/12/2026",
      '*384*123#',
      '0001234',
      facts.bankReference,
      'Trésor public',
    ])
      expect(text).toContain(words);
  });

  it('wraps names that are long, and loses no word of them', async () => {
    const { infraction, article, place } = long;
    const over = Object.fromEntries(Object.entries({ infraction, article, place }).filter(([, value]) => value));
    const text = textOf((await printed(over, 'fr')).pdf);
    expect(text.match(/Mondjiba/g)).toHaveLength(2);
    expect(text.match(/Dépassement/g)).toHaveLength(6);
    expect(text.match(/portant/g)).toHaveLength(3);
  });
});

describe.skipIf(!has('pdftoppm'))('the code on the paper (needs pdftoppm of Debian’s poppler-utils)', () => {
  it('is read from the printed page and proves the note without network', async () => {
    const file = stored((await printed({ paid: francs(50_000), remaining: francs(150_000) }, 'fr', true)).pdf);
    execFileSync('pdftoppm', ['-r', '110', '-png', '-singlefile', file, file]);
    const link = (await readQr(readFileSync(`${file}.png`))) ?? '';
    expect(signer.verify(link.replace('https://lisolo.example/v/', ''))).toEqual({
      kind: 'notice',
      reference: facts.reference,
      number: facts.number,
      plate: facts.plate,
      amount: facts.due,
      remaining: 15_000_000,
      issuedAt: facts.issuedAt,
      specimen: true,
    });
  });
});
