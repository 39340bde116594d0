import { bodySpeaker } from './speakers.ts';

/** What people write to call the body, in the languages of the product. */
const bodyNames = new Set(['service', 'mosala', 'huduma', 'serwiis']);
/** No report has more people who speak of it than comments. */
const longestNumber = 3;
const most = 10;

/** The numbers that a text calls, each once: `@3`, and `@service` for the body. An address of e-mail calls nobody. */
export function mentionsIn(text: string): number[] {
  const called: number[] = [];
  for (const [, name = ''] of text.matchAll(/(?<![\p{L}\p{N}_.])@([\p{L}\p{N}_]+)/gu)) {
    if (bodyNames.has(name.toLowerCase())) called.push(bodySpeaker);
    else if (/^[1-9]\d*$/.test(name) && name.length <= longestNumber) called.push(Number(name));
  }
  return [...new Set(called)].slice(0, most);
}
