import express, { type Express, type Request, type Response } from 'express';
import type { Clock } from '../../core/clock.ts';
import { isLanguage, t } from '../../core/dialog/words.ts';
import type { Door } from '../../core/door.ts';
import { LisoloError } from '../../core/errors.ts';
import type { Board, DisplayFeed } from '../../core/queues/index.ts';
import { sendPage, type PageDeps } from '../pages.ts';
import { loadAssets } from './assets.ts';
import { screenPolicy, toScreenPage } from './screen-page.ts';
import { createStreams, type StreamLimits } from './streams.ts';

export interface DisplayDoorDeps extends PageDeps {
  readonly config: { readonly publicUrl: string };
  readonly clock: Clock;
  readonly displayFeed: DisplayFeed;
  readonly displayBoards: { of(branchId: string): Promise<Board | undefined> };
  readonly limits?: StreamLimits;
  readonly beatMs?: number;
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);

/** What a browser says that it has seen last; anything else begins anew. */
function seenBy(request: Request): number | undefined {
  const said = request.get('last-event-id') ?? request.query['after'];
  return typeof said === 'string' && /^\d{1,12}$/.test(said) ? Number(said) : undefined;
}

/** E8: the screens in the halls of the branches, with what they are told. Anybody may open them; they name no person. */
export function createDisplayDoor(deps: DisplayDoorDeps): Door {
  const { config, displayBoards, speak } = deps;
  const assets = loadAssets();
  const { edition } = assets;
  const streams = createStreams({ ...deps, edition });

  const unknown = (request: Request, response: Response): void =>
    sendPage(request, response, deps, (say) => ({
      title: t('display:unknown.title'),
      html: `<p>${say(t('display:unknown.text'))}</p>`,
      status: 404,
    }));

  async function showPage(request: Request, response: Response): Promise<void> {
    const { branchId } = request.params;
    const board = isId(branchId) ? await displayBoards.of(branchId) : undefined;
    if (!isId(branchId) || !board) return unknown(request, response);
    // The hall has a language, whatever the television was made for.
    const asked = request.query['lang'];
    const language = isLanguage(asked) ? asked : 'fr';
    response
      .set({
        'Content-Security-Policy': screenPolicy,
        'Content-Language': language,
        'Cache-Control': 'no-store',
      })
      .type('html')
      .send(toScreenPage({ board, branchId, language, edition }, speak));
  }

  async function openStream(request: Request, response: Response): Promise<void> {
    const { branchId } = request.params;
    if (!isId(branchId)) throw new LisoloError('not_found', { reason: 'there is no such branch' });
    const after = seenBy(request);
    const opened = await streams.open(
      { branchId, ...(after === undefined ? {} : { after }), address: request.ip ?? '' },
      response,
    );
    if (opened === 'unknown') throw new LisoloError('not_found', { reason: 'there is no such branch' });
    if (opened === 'full')
      throw new LisoloError('too_many_requests', { reason: 'too many screens', retryAfterSeconds: 30 });
  }

  function sendAsset(request: Request, response: Response): void {
    const { edition: asked, name } = request.params;
    const asset = assets.find(String(name));
    if (!asset) throw new LisoloError('not_found', { reason: 'there is no such file' });
    response
      .set({
        'Content-Type': asset.type,
        'Cache-Control': asked === edition ? 'public, max-age=31536000, immutable' : 'no-cache',
      })
      .send(asset.bytes);
  }

  return {
    name: 'display',
    status: () => ({ on: true, why: `${config.publicUrl}/display/<branch>` }),
    mount(http: Express) {
      const pages = express.Router();
      pages.get('/assets/:edition/:name', sendAsset);
      pages.get('/:branchId', showPage);
      pages.get('/:branchId/events', openStream);
      http.use('/display', pages);
    },
    start: () => Promise.resolve(),
    stop() {
      streams.closeAll();
      return Promise.resolve();
    },
  };
}
