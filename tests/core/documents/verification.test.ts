import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { languages, t, type Language } from '../../../core/dialog/words.ts';
import { createVerificationPrinter, type VerificationFacts } from '../../../core/documents/index.ts';
import { codeOnSheet } from '../../support/offline-checker.ts';
import { overheard, pagesOf, signer, speak } from './paper.ts';

const line = (reason: string, outcome: 'ok' | 'fail', score: number) => ({
  outcome, score, reason: t(`verification:reason.${reason}`, { seen: 'A', until: '01/01/2026', paper: 'B', registered: 'C' }),
}); // prettier-ignore
const facts: VerificationFacts = {
  number: 'V-CD-2026-0000042',
  country: 'CD',
  plate: '1234AB01',
  at: new Date('2026-11-21T13:30:00Z'),
  vehicle: 'Toyota Corolla 2018',
  by: 'agent Didier Mukendi',
  place: 'Gombe',
  verdict: 'ok',
  score: 95,
  rows: [
    { label: t('verification:report.field.vin'), registered: 'JTDKB20U0J3123456', seen: '123456' },
    { label: t('verification:report.field.owner'), registered: 'Patrick Ilunga', read: 'ILUNGA PATRICK' },
  ],
  checks: [
    line('stolen.no', 'ok', 100), line('usurpation.none', 'ok', 100), line('plate.same', 'ok', 100), line('vin.tail', 'ok', 95),
    line('owner.same', 'ok', 100), line('insurance.valid', 'ok', 100), line('inspection.valid', 'ok', 100), line('tax.valid', 'ok', 100),
  ],
  photos: [],
  specimen: false,
}; // prettier-ignore
const printed = (over: Partial<VerificationFacts>, language: Language) =>
  overheard((voice) => {
    const print = createVerificationPrinter({ speak: voice, signer, publicUrl: 'https://lisolo.example/' });
    return print({ ...facts, ...over }, language);
  });

describe('the report of a check on the road', () => {
  it.each(languages)('says the verdict and each reason in %s, with French beside', async (language) => {
    const { pdf, said } = await printed({}, language);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    for (const words of ['verdict.ok', 'reason.stolen.no', 'reason.tax.valid', 'report.keep'])
      expect(said).toContain(speak(t(`verification:${words}`, { until: '01/01/2026' }), language));
    expect(said).toContain('Vol : véhicule non signalé volé.');
    expect(said).toContain('21/11/2026 14h30');
    expect(said).toContain('ILUNGA PATRICK');
  });

  it('is one page when all is well, and goes on where there is more', async () => {
    expect(pagesOf((await printed({}, 'fr')).pdf)).toBe(1);
    const photo = await sharp({ create: { width: 300, height: 900, channels: 3, background: '#345' } })
      .webp()
      .toBuffer();
    const many = await printed({ photos: Array.from({ length: 6 }, () => photo) }, 'fr');
    expect(pagesOf(many.pdf)).toBe(2);
    expect(many.pdf.toString('latin1').match(/\/Subtype \/Image/g)?.length).toBe(6);
  });

  it('fills a page before it begins another, and keeps room for the code on the last alone', async () => {
    const withRows = async (count: number) =>
      pagesOf((await printed({ rows: Array.from({ length: count }, () => facts.rows[0]!) }, 'fr')).pdf);
    expect([await withRows(2), await withRows(8), await withRows(38)]).toEqual([1, 2, 2]);
  });

  it('leaves out what is no picture, and cuts no name however long', async () => {
    const name = 'Société Congolaise de Transport et de Logistique des Grands Lacs Unipersonnelle '.repeat(3);
    const { pdf, said } = await printed(
      { photos: [Buffer.from('no picture')], rows: [{ label: 'x', registered: name, read: name }] },
      'ln',
    );
    expect(said).not.toContain('Photos prises');
    expect(pagesOf(pdf)).toBeLessThanOrEqual(2);
  });

  it('carries a code that proves its plate, verdict and score', async () => {
    const { pdf } = await printed({ verdict: 'fail', score: 5, specimen: true }, 'fr');
    expect(signer.verify(codeOnSheet(pdf).split('/v/')[1] ?? '')).toEqual({
      kind: 'verification',
      reference: facts.number,
      number: facts.number,
      plate: '1234AB01',
      verdict: 'fail',
      score: 5,
      issuedAt: facts.at,
      specimen: true,
    });
  });

  it('says so where everything is invented', async () => {
    expect((await printed({ specimen: true }, 'fr')).said).toContain('Démonstration');
    expect((await printed({}, 'fr')).said).not.toContain('Démonstration');
  });
});
