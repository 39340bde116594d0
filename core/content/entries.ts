/** A page, or a question with its answer. Their words are in `locales/<language>/content.json`, under the id. */
export interface Entry {
  readonly id: string;
  readonly kind: 'page' | 'question';
}

const page = (id: string): Entry => ({ id, kind: 'page' });
const question = (id: string): Entry => ({ id, kind: 'question' });

/** In the order in which they are shown. */
export const entries: readonly Entry[] = [
  page('about'),
  page('roadside'),
  page('payment'),
  page('privacy'),
  question('proof'),
  question('instalments'),
  question('someoneElse'),
  question('cutOff'),
  question('disagree'),
];
