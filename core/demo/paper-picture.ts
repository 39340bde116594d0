import { renderAsync } from '@resvg/resvg-js';
import { DateTime } from 'luxon';
import sharp from 'sharp';

import type { CountryCode } from '../dialog/types.ts';
import { loadLettering } from '../documents/index.ts';
import type { PaperKind, SaidFields } from '../vehicles/index.ts';
import type { DemoVehicle } from './vehicles.ts';

const width = 1_000;
const height = 640;
const table = '#8a7a66';

const states: Readonly<Record<CountryCode, string>> = {
  CD: 'RÉPUBLIQUE DÉMOCRATIQUE DU CONGO',
  SN: 'RÉPUBLIQUE DU SÉNÉGAL',
};
const titles: Readonly<Record<PaperKind, string>> = {
  registration: "CERTIFICAT D'IMMATRICULATION",
  insurance: "ATTESTATION D'ASSURANCE AUTOMOBILE",
  inspection: 'CONTRÔLE TECHNIQUE AUTOMOBILE',
  tax: 'VIGNETTE AUTOMOBILE',
};
const tints: Readonly<Record<PaperKind, string>> = {
  registration: '#eef3ee',
  insurance: '#fbf7ea',
  inspection: '#f7f9fc',
  tax: '#fdf1e6',
};

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const day = (at: Date): string => DateTime.fromJSDate(at, { zone: 'utc' }).toFormat('dd/MM/yyyy');

export interface PictureOfPaper {
  readonly kind: PaperKind;
  readonly country: CountryCode;
  readonly vehicle: Pick<DemoVehicle, 'plate' | 'vin' | 'make' | 'model' | 'year' | 'fiscalPower'>;
  readonly said: SaidFields;
}

function rowsOf({ kind, vehicle, said }: PictureOfPaper): string[] {
  const { plate, vin, make, model, year, fiscalPower } = vehicle;
  return [
    `Immatriculation : ${plate}`,
    `Propriétaire : ${said.holder ?? ''}`,
    `Marque : ${make.toUpperCase()}`,
    `Modèle : ${model.toUpperCase()}`,
    `N° châssis : ${vin}`,
    ...(kind === 'registration'
      ? [`1ère mise en circulation : 01/03/${year}`, `Puissance fiscale : ${fiscalPower} CV`]
      : []),
    ...(said.insurer ? [`Assureur : ${said.insurer}`] : []),
    ...(said.policy ? [`${kind === 'insurance' ? 'Police' : 'Procès-verbal'} N° : ${said.policy}`] : []),
    ...(said.from && said.until ? [`Valable du ${day(said.from)} au ${day(said.until)}`] : []),
  ];
}

function toSvg(paper: PictureOfPaper): string {
  const text = (words: string, x: number, y: number, size: number, more = '') =>
    `<text x="${x}" y="${y}" font-family="IBM Plex Sans" font-size="${size}" fill="#111" ${more}>${escape(words)}</text>`;
  const middle = 'text-anchor="middle" font-weight="700"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="${tints[paper.kind]}"/>
<rect x="22" y="22" width="${width - 44}" height="${height - 44}" fill="none" stroke="#345" stroke-width="3"/>
<line x1="22" x2="${width - 22}" y1="150" y2="150" stroke="#678" stroke-width="2"/>
${text(states[paper.country], width / 2, 78, 24, middle)}${text(titles[paper.kind], width / 2, 124, 32, middle)}
${rowsOf(paper)
  .map((row, index) => text(row, 60, 212 + index * 50, 28))
  .join('')}
${text('DÉMONSTRATION, SANS VALEUR', width - 50, height - 44, 18, 'text-anchor="end"')}
</svg>`;
}

/** An invented paper as a phone has photographed it: JPEG. */
export async function drawPaper(paper: PictureOfPaper): Promise<Buffer> {
  const { weights, typefaceFile } = await loadLettering();
  const drawn = await renderAsync(toSvg(paper), {
    font: {
      fontFiles: weights.map((weight) => typefaceFile(weight)),
      loadSystemFonts: false,
      defaultFontFamily: 'IBM Plex Sans',
    },
  });
  const { pixels, width: across, height: down } = drawn;
  return sharp(pixels, { raw: { width: across, height: down, channels: 4 } })
    .removeAlpha()
    .extend({ top: 40, bottom: 40, left: 40, right: 40, background: table })
    .rotate(1, { background: table })
    .jpeg({ quality: 72 })
    .toBuffer();
}
