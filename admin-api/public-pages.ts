import type { Express, Request, Response } from 'express';
import { countries } from '../core/countries/index.ts';
import { countryCodes } from '../core/dialog/types.ts';
import { moment, money, t } from '../core/dialog/words.ts';
import type { Words } from '../core/dialog/words.ts';
import { proofFormat } from '../core/documents/index.ts';
import type { Proof, Signer } from '../core/documents/index.ts';
import type { Door } from '../core/door.ts';
import { isLisoloError } from '../core/errors.ts';
import type { FileService } from '../core/files/index.ts';
import { standing } from '../core/fines/index.ts';
import type { DocumentCheck, Fine } from '../core/fines/index.ts';
import type { Money } from '../core/money.ts';
import { showPlate } from '../core/plates/index.ts';
import { escapeHtml, sendPage } from './pages.ts';
import type { PageDeps } from './pages.ts';

export interface PublicPagesDeps extends PageDeps {
  readonly doors: readonly Door[];
  readonly files: Pick<FileService, 'fromLink'>;
  /** Reads what a document says of itself in its QR code. */
  readonly documents: Pick<Signer, 'verify' | 'publicKey'>;
  /** How the fines that it is about stand today. */
  readonly documentCheck: Pick<DocumentCheck, 'find'>;
}

const dated = ({ reference, issuedAt }: Proof): Words => {
  const country = countryCodes.find((code) => new RegExp(`^(?:V-)?${code}-`).test(reference));
  return t('web:verify.date', { date: moment(issuedAt, country ? countries[country].timeZone : 'UTC') });
};
const paid = (value: Money): Words => t('web:verify.money', { amount: money(value) });

/** What the check of a document tells anybody: what is printed on it, nothing more. */
function factsOf(proof: Proof): (readonly [string, Words])[] {
  if (proof.kind === 'verification') {
    const { reference, plate = '', verdict, score } = proof;
    const words = t('web:verify.scored', { verdict: t(`verification:verdict.${verdict}`), score });
    return [
      ['number', reference],
      ['plate', showPlate(plate)],
      ['verdict', words],
      ['issuedAt', dated(proof)],
    ];
  }
  const { number, reference, plate, amount, remaining } = proof;
  return [
    ...(number === undefined ? [] : [['number', number] as const]),
    ['reference', reference],
    ...(plate === undefined ? [] : [['plate', showPlate(plate)] as const]),
    ['amount', paid(amount)],
    ...(remaining === undefined
      ? []
      : [['remaining', paid({ amount: remaining, currency: amount.currency })] as const]),
    ['issuedAt', dated(proof)],
  ];
}

/** RFC 8037: an Ed25519 key as a JWK. */
const toJwk = (publicKey: string): Record<string, string> => ({
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'EdDSA',
  use: 'sig',
  x: publicKey,
});

/** Shown in the browser; anything else is saved. */
const inline = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'];

function sendFile(response: Response, file: { name: string; mimeType: string }, bytes: Buffer): void {
  const how = inline.includes(file.mimeType) ? 'inline' : 'attachment';
  const plain =
    file.name
      .normalize('NFKD')
      .replace(/[^\w .()-]/g, '')
      .slice(0, 100) || 'file';
  response
    .set({
      'Content-Type': file.mimeType,
      // RFC 6266: a plain name for old readers, the true one in UTF-8.
      'Content-Disposition': `${how}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name.slice(0, 200)).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'Cache-Control': 'private, no-store',
      'X-Robots-Tag': 'noindex',
    })
    .send(bytes);
}

/** The pages that anybody may open: landing page, files behind signed links, and the check of a document's QR code. */
export function mountPublicPages(http: Express, deps: PublicPagesDeps): void {
  const notice = (request: Request, response: Response, key: string, status: number): void =>
    sendPage(request, response, deps, (say) => ({
      title: t(`web:${key}.title`),
      html: `<p>${say(t(`web:${key}.text`))}</p>`,
      status,
    }));

  http.get('/', (request, response) => {
    const on = (name: string): boolean => deps.doors.some((door) => door.name === name && door.status().on);
    sendPage(request, response, deps, (say) => ({
      title: t('web:home.title'),
      html:
        `<p>${say(t('web:home.text'))}</p><ul class="card">` +
        (on('simulator') ? `<li><a href="/simulator">${say(t('web:home.simulator'))}</a></li>` : '') +
        `<li><a href="/docs/">${say(t('web:home.docs'))}</a></li></ul>`,
    }));
  });

  http.get('/f/:token', async (request, response) => {
    try {
      const { file, bytes } = await deps.files.fromLink(request.params.token);
      sendFile(response, file, bytes);
    } catch (error) {
      if (!isLisoloError(error) || error.httpStatus >= 500) throw error;
      notice(
        request,
        response,
        isLisoloError(error, 'expired') ? 'expiredLink' : 'unknownLink',
        error.code === 'expired' ? 410 : 404,
      );
    }
  });

  // What the signature says is true without a database; how the fine stands today comes on top of it.
  const finesOf = async (token: string): Promise<readonly Fine[]> => {
    try {
      return (await deps.documentCheck.find({ by: 'token', token })).fines;
    } catch {
      return [];
    }
  };

  http.get('/.well-known/lisolo-keys.json', (_request, response) => {
    response
      .set({ 'Cache-Control': 'public, max-age=3600', 'Access-Control-Allow-Origin': '*' })
      .json({ keys: [toJwk(deps.documents.publicKey)], token: proofFormat });
  });

  http.get('/v/:token', async (request, response) => {
    const { token } = request.params;
    const proof = deps.documents.verify(token);
    const fines = proof ? await finesOf(token) : [];
    sendPage(request, response, deps, (say) =>
      proof
        ? {
            title: t(`web:verify.${proof.kind}`),
            html:
              (proof.specimen
                ? `<p class="bad" role="alert"><strong>${say(t('web:verify.specimen'))}</strong></p>`
                : `<p class="good" role="status"><strong>${say(t('web:verify.genuine'))}</strong></p>`) +
              '<div class="card"><dl>' +
              factsOf(proof)
                .map(([label, value]) => `<dt>${say(t(`web:verify.${label}`))}</dt><dd>${say(value)}</dd>`)
                .join('') +
              `</dl></div><p>${say(t('web:verify.compare'))}</p>` +
              (fines.length === 0
                ? ''
                : `<h2>${say(t('web:verify.today'))}</h2><ul class="card">` +
                  `${fines.map((fine) => `<li>${say(standing(fine))}</li>`).join('')}</ul>`),
          }
        : {
            title: t('web:verify.title'),
            html: `<p class="bad" role="alert"><strong>${say(t('web:verify.notGenuine'))}</strong></p><p>${say(t('web:verify.advice'))}</p>`,
            status: 404,
          },
    );
  });
}

/** The page for an address that leads nowhere. */
export const notFoundPage =
  (deps: PageDeps) =>
  (request: Request, response: Response): void =>
    sendPage(request, response, deps, (say) => ({
      title: t('web:notFound.title'),
      html: `<p>${say(t('web:notFound.text'))}</p><p><a href="/">Lisolo</a></p>`,
      status: 404,
    }));

/** The page for a fault, with the reference to quote. */
export const faultPage = (
  request: Request,
  response: Response,
  deps: PageDeps,
  status: number,
  traceId: string,
): void =>
  sendPage(request, response, deps, (say) => ({
    title: t('web:fault.title'),
    html: `<p>${say(t('web:fault.text'))}</p><p><code>${escapeHtml(traceId)}</code></p>`,
    status,
  }));
