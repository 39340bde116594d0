import { shortHash } from '../hash.ts';
import { toPages } from './pages.ts';
import { topFrame } from './session.ts';
import type { Session } from './session.ts';
import type { Attachment, Link, Reply, ReplyNav, ReplyOption, Screen, Surface, View } from './types.ts';
import { t } from './words.ts';
import type { Speak, Words } from './words.ts';

/** What cannot be shown on this surface and follows by SMS. */
export interface Later {
  readonly attachments: readonly Attachment[];
  readonly link?: Link;
}

export interface Drawn {
  readonly session: Session;
  readonly reply: Reply;
  readonly later?: Later;
}

export interface DrawInput {
  readonly session: Session;
  readonly rev: number;
  readonly view: View;
  /** Absent when the dialog is over. */
  readonly screen?: Screen<string, Record<string, unknown>, unknown>;
  readonly notices: readonly Words[];
  readonly nav: readonly ('back' | 'home')[];
  readonly surface: Surface;
}

/** `0`, `00` and `98` are the numbers for going elsewhere, so a choice never has them. */
const typedFor = { back: '0', home: '00', more: '98' } as const;
const numberOf = (index: number): number => (index + 1 < 98 ? index + 1 : index + 2);

/** The index of the choice that a typed number means; -1 for a number that no choice has. */
export const indexOfNumber = (typed: number): number => (typed === 98 ? -1 : typed < 98 ? typed - 1 : typed - 2);

const toNav = (kind: keyof typeof typedFor, rev: number): ReplyNav => ({
  kind,
  label: t(`dialog:nav.${kind}`),
  typed: typedFor[kind],
  token: `${rev}:${kind}`,
});

/** Draws a view for a surface: cuts it into pages, numbers the choices, and remembers what was shown. */
export function draw(input: DrawInput, speak: Speak): Drawn {
  const { session, rev, view, surface } = input;
  const options = (view.options ?? []).map(({ label }, index): ReplyOption => ({
    label,
    number: numberOf(index),
    token: `${rev}:${index}`,
  }));
  const later = laterOf(view, surface);
  const body = [
    ...[view.text].flat(),
    ...hintsOf(input),
    ...(later && session.caller.phone ? [t('dialog:sentBySms')] : []),
  ];
  const nav = input.nav.map((kind) => toNav(kind, rev));
  const { notices, page: wanted } = saidBefore(input);
  const pages = toPages(
    { language: session.language, notices, body, options, nav },
    toNav('more', rev),
    surface,
    speak,
  );
  const sent = later && input.screen && placeOf(session);
  const number = Math.min(wanted, pages.length - 1);
  const page = pages[number];
  if (!page) throw new Error('a screen has no page');
  const end = input.screen === undefined;
  return {
    session: {
      ...session,
      rev,
      page: number,
      ended: end,
      shown: {
        values: (view.options ?? []).map(({ value }) => value),
        pages: pages.length,
        ...(pages.slice(0, number + 1).every((one) => one.options.length === 0) &&
          options.length > 0 && { unseen: true }),
        ...(pages.length > 1 && notices.length > 0 && { notices }),
        ...(sent !== undefined && { sent }),
      },
    },
    reply: {
      dialogId: session.dialogId,
      rev,
      language: session.language,
      notices: page.notices,
      body: page.body,
      options: page.options,
      nav: page.hasMore ? [...nav, toNav('more', rev)] : nav,
      attachments: surface.showsFiles && number === 0 ? (view.attachments ?? []) : [],
      ...(surface.showsFiles && view.link && { link: view.link }),
      asks: asksOf(input),
      end,
      page: { number: number + 1, of: pages.length },
    },
    ...(later && (sent === undefined || sent !== session.shown.sent) && { later }),
  };
}

/**
 * What is said before the screen, and the page to show. On a phone it takes room of the pages, so something new begins
 * them again, and turning them goes on through the same words: otherwise what they pushed down would be skipped.
 */
function saidBefore({ session, notices, surface }: DrawInput): { notices: readonly Words[]; page: number } {
  if (surface.pageSeptets === undefined) return { notices, page: session.page };
  if (notices.length > 0) return { notices, page: 0 };
  return { notices: session.page > 0 ? (session.shown.notices ?? []) : [], page: session.page };
}

function laterOf({ attachments = [], link }: View, surface: Surface): Later | undefined {
  if (surface.showsFiles || (attachments.length === 0 && !link)) return undefined;
  return { attachments, ...(link && { link }) };
}

/** The screen with what it is about: the same place needs no second SMS. */
const placeOf = (session: Session): string =>
  shortHash(`${whereOf(session)} ${JSON.stringify(topFrame(session).data)}`);

const kinds = ['photo', 'location', 'contact'] as const;

/** Only what the screen says a word about: elsewhere it is taken without being asked for. */
const asksOf = ({ screen, surface, view }: DrawInput): readonly (typeof kinds)[number][] =>
  kinds.filter(
    (kind) => screen?.on[kind] !== undefined && surface.accepts.includes(kind) && view.hints?.[kind] !== undefined,
  );

const hintsOf = (input: DrawInput): Words[] => asksOf(input).flatMap((kind) => input.view.hints?.[kind] ?? []);

/** The frame's name for logs and the admin API. */
export const whereOf = (session: Session): string => `${topFrame(session).flow}/${topFrame(session).screen}`;
