import { renderAsync } from '@resvg/resvg-js';
import sharp from 'sharp';
import { typefaceFile } from '../../../../core/documents/typeface.ts';

/** A line of a drawn document: what, where, how big. */
type Row = readonly [text: string, x: number, y: number, size?: number, bold?: boolean];

const width = 1_240;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const draw = (height: number, rows: readonly Row[], lines: readonly number[], tint: string): string => `
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="${tint}"/>
<rect x="30" y="30" width="${width - 60}" height="${height - 60}" fill="none" stroke="#345" stroke-width="4"/>
${lines.map((y) => `<line x1="30" x2="${width - 30}" y1="${y}" y2="${y}" stroke="#678" stroke-width="2"/>`).join('')}
${rows
  .map(
    ([text, x, y, size = 30, bold = false]) =>
      `<text x="${x}" y="${y}" font-family="IBM Plex Sans" font-size="${size}" font-weight="${bold ? 700 : 400}" fill="#111">${escape(text)}</text>`,
  )
  .join('')}
</svg>`;

export const insuranceCertificate = draw(
  900,
  [
    ["ATTESTATION D'ASSURANCE AUTOMOBILE", 250, 110, 40, true],
    ['SONAS - Société Nationale d’Assurances', 330, 165, 30],
    ['Police N° : KIN-2026-004518', 70, 250],
    ['Assuré : MUKENDI KABASELE Patrick', 70, 310],
    ['Adresse : Av. Kasa-Vubu 12, Bandalungwa', 70, 370],
    ['Immatriculation : 1234AB/01', 70, 440, 32, true],
    ['Marque : TOYOTA      Type : COROLLA', 70, 500],
    ['N° châssis : JTDKB20U183123401', 70, 560],
    ['Garantie : Responsabilité civile', 70, 620],
    ['Effet : du 13/03/2026 au 12/03/2027', 70, 700, 32, true],
    ['Fait à Kinshasa, le 10/03/2026', 700, 800, 26],
  ],
  [200, 660],
  '#fbf7ea',
);

export const registrationCard = draw(
  820,
  [
    ['REPUBLIQUE DEMOCRATIQUE DU CONGO', 330, 95, 32, true],
    ["CERTIFICAT D'IMMATRICULATION", 350, 145, 36, true],
    ['(Carte grise)', 540, 190, 26],
    ['N° immatriculation', 70, 270, 24],
    ['5678CD/05', 70, 310, 34, true],
    ['Date de 1ère mise en circulation', 650, 270, 24],
    ['14/06/2020', 650, 310, 32],
    ['Nom et prénoms du propriétaire', 70, 380, 24],
    ['FURAHA BAHATI Chantal', 70, 420, 34],
    ['Marque', 70, 490, 24],
    ['SUZUKI', 70, 530, 32],
    ['Type', 450, 490, 24],
    ['SWIFT', 450, 530, 32],
    ['Numéro de châssis', 70, 600, 24],
    ['JSAKB20U5L3787805', 70, 640, 34, true],
    ['Puissance fiscale : 7 CV', 650, 640, 28],
    ['Délivrée le 20/06/2020', 70, 730, 26],
  ],
  [220, 340, 450, 560],
  '#eef3ee',
);

export const inspectionReport = draw(
  760,
  [
    ['CONTRÔLE TECHNIQUE AUTOMOBILE', 300, 110, 40, true],
    ['Procès-verbal N° CT-88231', 420, 165, 28],
    ['Véhicule : AA-123-BC', 70, 260, 32, true],
    ['Propriétaire : Awa DIOP', 70, 320],
    ['VIN : VF3KB20U7K3656667', 70, 380],
    ['Marque : PEUGEOT   Modèle : 308', 70, 440],
    ['Date de visite : 4 mars 2026', 70, 510],
    ['Résultat : FAVORABLE', 70, 570],
    ["Valable jusqu'au 3 mars 2027", 70, 650, 34, true],
  ],
  [200, 600],
  '#ffffff',
);

/** As PNG, straight and clean. */
export async function drawn(svg: string): Promise<Buffer> {
  const picture = await renderAsync(svg, {
    font: {
      fontFiles: [typefaceFile('regular'), typefaceFile('bold')],
      loadSystemFonts: false,
      defaultFontFamily: 'IBM Plex Sans',
    },
  });
  return picture.asPng();
}

export interface Photographed {
  /** Degrees clockwise. */
  readonly turn?: number;
  /** Long side in pixels. */
  readonly size?: number;
  readonly noise?: number;
  readonly quality?: number;
  /** A shadow across the page. */
  readonly shadow?: boolean;
}

/** What a phone makes of it: turned, on a table, in bad light, noisy, small, compressed. The noise is always the same. */
export async function photographed(
  svg: string,
  { turn = 0, size = 1_600, noise = 10, quality = 60, shadow = true }: Photographed = {},
): Promise<Buffer> {
  const page = await sharp(await drawn(svg))
    .extend({ top: 60, bottom: 60, left: 60, right: 60, background: '#8a7a66' })
    .rotate(turn, { background: '#8a7a66' })
    .resize({ width: size, height: size, fit: 'inside' })
    .toBuffer({ resolveWithObject: true });
  const { width: wide, height: high } = page.info;
  const shade = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0.2" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.55"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  const { data, info } = await sharp(page.data)
    .composite(shadow ? [{ input: Buffer.from(shade) }] : [])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let seed = 12_345;
  for (let at = 0; at < data.length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    data[at] = Math.max(0, Math.min(255, data[at]! + ((seed >> 16) % (2 * noise + 1)) - noise));
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}
