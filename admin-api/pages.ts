import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { isLanguage, languages, t } from '../core/dialog/words.ts';
import type { Language, Speak, Words } from '../core/dialog/words.ts';

const style = `
:root { color-scheme: light dark; --ink: #14213d; --paper: #fbfaf7; --card: #fff; --line: #dcd8cf; --good: #12683f; --bad: #9b1c1c; --link: #0b5394; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae4; --paper: #14171c; --card: #1d2128; --line: #363c46; --good: #66cc99; --bad: #ff9b9b; --link: #8ab8ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1.05rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 40rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 1.25rem 1.4rem; margin: 1.25rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.25rem; margin: 0; }
dt { opacity: .75; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); }
a { color: var(--link); } nav a { display: inline-block; padding: .35rem 0; margin-right: .9rem; }
ul.card { list-style: none; padding: .4rem 1.4rem; } ul.card li + li { border-top: 1px solid var(--line); } ul.card a { display: block; padding: .85rem 0; font-weight: 600; }
nav a[aria-current] { font-weight: 700; color: inherit; text-decoration: none; }
footer { margin-top: 2rem; font-size: .9rem; opacity: .75; }
`;

/** Lets exactly this style in, so that the pages need no `unsafe-inline`. */
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
const pagePolicy = `default-src 'none'; style-src ${styleHash}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const names: Record<Language, string> = { fr: 'Français', en: 'English', ln: 'Lingala', sw: 'Kiswahili', wo: 'Wolof' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** `?lang=`, or the first of the browser's languages that we speak; French otherwise. */
export function languageOf(request: Request): Language {
  const asked = request.query['lang'];
  if (isLanguage(asked)) return asked;
  const spoken = request.acceptsLanguages(...languages);
  return isLanguage(spoken) ? spoken : 'fr';
}

export interface PageDeps {
  readonly speak: Speak;
}

export interface PageContent {
  readonly title: Words;
  /** HTML that is safe already. */
  readonly html: string;
  readonly status?: number;
}

/** Sends a small page without scripts, in the reader's language. */
export function sendPage(
  request: Request,
  response: Response,
  { speak }: PageDeps,
  content: (say: (words: Words) => string) => PageContent,
): void {
  const language = languageOf(request);
  const say = (words: Words): string => escapeHtml(speak(words, language));
  const { title, html, status = 200 } = content(say);
  const switches = languages
    .map(
      (each) =>
        `<a href="?lang=${each}" hreflang="${each}" lang="${each}"${each === language ? ' aria-current="true"' : ''}>${names[each]}</a>`,
    )
    .join('');
  response
    .status(status)
    .set({
      'Content-Security-Policy': pagePolicy,
      'Content-Language': language,
      Vary: 'Accept-Language',
      'Cache-Control': 'no-store',
    })
    .type('html')
    .send(
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<meta name="robots" content="noindex"><title>${say(title)} · Lisolo</title><style>${style}</style></head>` +
        `<body><main><h1>${say(title)}</h1>${html}<footer><nav aria-label="${say(t('web:page.languages'))}">${switches}</nav></footer></main></body></html>`,
    );
}
