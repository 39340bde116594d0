import type { Language, Speak } from '../../core/dialog/words.ts';
import { t } from '../../core/dialog/words.ts';
import { bareCounterName, type Board } from '../../core/queues/index.ts';
import { escapeHtml } from '../pages.ts';

export const screenPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // The empty icon.
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface ScreenPage {
  readonly board: Board;
  readonly branchId: string;
  readonly language: Language;
  readonly edition: string;
}

/** What the script says by itself; it stands on the body as `data-<name>`. */
const scriptWords = ['counter', 'paused', 'closed', 'maintenance', 'voiceOn', 'voiceOff', 'spoken'] as const;

/** The page of a hall: an empty frame, which the script fills with what the stream tells. */
export function toScreenPage({ board, branchId, language, edition }: ScreenPage, speak: Speak): string {
  const say = (name: string): string => escapeHtml(speak(t(`display:${name}`), language));
  // What a voice says, where the browser has none for the language.
  const french = escapeHtml(speak(t('display:spoken', { ticket: '%t', counter: '%c' }), 'fr'));
  const words = scriptWords.map((name) => {
    const text = name === 'spoken' ? t('display:spoken', { ticket: '%t', counter: '%c' }) : t(`display:${name}`);
    return ` data-${name.toLowerCase()}="${escapeHtml(speak(text, language))}"`;
  });
  const asset = (name: string): string => `/display/assets/${edition}/${name}`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="theme-color" content="#0a1c33">
<title>${escapeHtml(board.branch)} · ${escapeHtml(board.organisation)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${asset('screen.css')}">
<script type="module" src="${asset('screen.js')}"></script>
</head>
<body data-events="/display/${branchId}/events" data-edition="${edition}" data-zone="${escapeHtml(board.timeZone)}" data-bare="${escapeHtml(bareCounterName.source)}" data-french="${french}"${words.join('')}>
<header>
<h1><b id="organisation">${escapeHtml(board.organisation)}</b> <span id="branch">${escapeHtml(board.branch)}</span></h1>
<p class="clock"><time id="time"></time><time id="date"></time></p>
</header>
<main>
<section class="now" aria-live="polite">
<h2 id="called">${say('called')}</h2>
<p class="number" id="number"></p>
<p class="counter"><small id="counter-label"></small> <b id="counter"></b></p>
<p class="nobody" id="nobody">${say('nobody')}</p>
</section>
<section class="before" aria-label="${say('before')}">
<h2>${say('before')}</h2>
<ol id="before"></ol>
</section>
</main>
<footer>
<h2>${say('waiting')}</h2>
<ul id="queues"></ul>
<p class="buttons"><button id="sound" type="button" hidden>${say('sound')}</button><button id="voice" type="button" hidden></button></p>
</footer>
<p class="offline" id="offline" role="status" hidden>${say('offline')}</p>
<noscript><p class="offline">${say('noScript')}</p></noscript>
</body>
</html>
`;
}
