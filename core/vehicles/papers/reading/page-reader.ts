import PQueue from 'p-queue';
import type { Page as RawPage } from 'tesseract.js';

import { LisoloError } from '../../../errors.ts';
import { openPage, type PagePicture } from './page-picture.ts';
import type { Page, PageLine, PageWord } from './page.ts';
import { startRecogniser, type Recogniser } from './recogniser.ts';
import { within } from './within.ts';

/** Reads the text of a photographed page. */
export interface PageReader {
  /**
   * French and English, however the page was turned. Throws `unsupported_media` for what is no picture, `unavailable` when
   * many wait already or it takes too long.
   */
  read(photo: Uint8Array): Promise<Page>;
  /** Ends its threads; a later call starts them again. */
  close(): Promise<void>;
}

export interface PageReaderOptions {
  /** Pages read at the same time, each in a thread of some 180 MB. */
  readonly atOnce?: number;
  /** Pages that may wait; whoever comes then is refused. */
  readonly mostWaiting?: number;
  readonly pageMs?: number;
  /** Threads adapt to what they read, and are replaced after so many turns of a page. */
  readonly pagesPerThread?: number;
  /** For tests of what happens when it fails. */
  readonly start?: () => Promise<Recogniser>;
}

/** A page with so many words of a length that noise does not have, read so well, needs no other turn. */
const goodWords = 6;
const goodConfidence = 0.72;

const isWord = (text: string): boolean => /[\p{L}\p{N}]{3,}/u.test(text);

function toPage({ blocks }: RawPage, width: number, height: number): Page {
  const lines = (blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap((paragraph) => paragraph.lines)
    .map(({ words }): PageLine => ({
      words: words
        .filter(({ text }) => text.trim() !== '')
        .map(({ text, confidence, bbox: { x0, y0, x1, y1 } }): PageWord => ({
          text: text.trim(),
          confidence: confidence / 100,
          box: { left: x0 / width, top: y0 / height, right: x1 / width, bottom: y1 / height },
        })),
    }))
    .filter(({ words }) => words.length > 0);
  const words = lines.flatMap((line) => line.words).filter(({ text }) => isWord(text));
  const sum = words.reduce((total, { confidence }) => total + confidence, 0);
  return { lines, confidence: words.length === 0 ? 0 : sum / words.length };
}

const wordsIn = ({ lines }: Page): number =>
  lines.reduce((count, { words }) => count + words.filter(({ text }) => isWord(text)).length, 0);
const isGood = (page: Page): boolean => page.confidence >= goodConfidence && wordsIn(page) >= goodWords;
/** A page that lies on its head gives many words, and badly; a blank one gives few. */
const worth = (page: Page): number => page.confidence ** 2 * Math.min(wordsIn(page), 60);

/** Width and height stand at fixed places of a PNG (RFC 2083, section 4.1.1). */
const sizeOf = (png: Buffer): [number, number] => [png.readUInt32BE(16), png.readUInt32BE(20)];

export function createPageReader({
  atOnce = 1,
  mostWaiting = 8,
  pageMs = 25_000,
  pagesPerThread = 40,
  start = startRecogniser,
}: PageReaderOptions = {}): PageReader {
  const queue = new PQueue({ concurrency: atOnce });
  const idle: { recogniser: Recogniser; pages: number }[] = [];

  async function withRecogniser<T>(use: (recogniser: Recogniser) => Promise<T>): Promise<T> {
    const one = idle.pop() ?? { recogniser: await start(), pages: 0 };
    let isWell = false;
    try {
      const result = await use(one.recogniser);
      isWell = true;
      return result;
    } finally {
      one.pages += 1;
      // One that failed or was given up may still be at work on that page.
      if (isWell && !one.recogniser.dead() && one.pages < pagesPerThread) idle.push(one);
      else await one.recogniser.stop();
    }
  }

  async function readTurns(picture: PagePicture, recogniser: Recogniser): Promise<Page> {
    let best: Page = { lines: [], confidence: 0 };
    for (const degrees of picture.turns) {
      const png = await picture.turned(degrees);
      const page = toPage(await recogniser.recognise(png), ...sizeOf(png));
      if (worth(page) > worth(best)) best = page;
      if (isGood(page)) break;
    }
    return best;
  }

  async function readPage(photo: Uint8Array): Promise<Page> {
    const picture = await openPage(photo).catch((error: unknown) => {
      throw new LisoloError('unsupported_media', { reason: 'undecodable' }, { cause: error });
    });
    return withRecogniser((recogniser) =>
      within(pageMs, readTurns(picture, recogniser)).catch((error: unknown) => {
        if (error instanceof LisoloError) throw error;
        throw new LisoloError('unavailable', { reason: 'the page could not be read' }, { cause: error });
      }),
    );
  }

  return {
    async read(photo) {
      if (queue.size >= mostWaiting) throw new LisoloError('unavailable', { reason: 'too many pages wait' });
      return queue.add(() => readPage(photo));
    },

    async close() {
      await queue.onIdle();
      await Promise.all(idle.splice(0).map(({ recogniser }) => recogniser.stop()));
    },
  };
}
