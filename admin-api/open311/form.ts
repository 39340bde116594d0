import { refusal } from './faults.ts';

/** What was sent, each field with all that was given for it; what was left empty was not sent (GeoReport, "Optional Arguments"). */
export type Fields = ReadonlyMap<string, readonly string[]>;

const mostFields = 200;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refusal('unreadable');
  }
}

function collect(pairs: Iterable<readonly [string, string]>): Fields {
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of pairs) {
    count += 1;
    if (count > mostFields) throw refusal('tooLarge');
    // What only a machine writes has no business in words; line ends do.
    const plain = value.normalize('NFC').replace(/[^\P{C}\n\t\p{Cf}]/gu, '').trim(); // prettier-ignore
    if (plain !== '') fields.set(name, [...(fields.get(name) ?? []), plain]);
  }
  return fields;
}

/** `a=1&b%5Bc%5D=2`, in UTF-8 and nothing else. Throws `invalid_input`. */
export const parseForm = (text: string): Fields =>
  collect(
    text
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [decoded(part), ''] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
      }),
  );

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function* pairsOf(name: string, value: unknown): Generator<readonly [string, string]> {
  if (value === null || value === undefined) return;
  if (isPlain(value)) yield [name, String(value)];
  else if (Array.isArray(value) && value.every(isPlain)) for (const each of value) yield [name, String(each)];
  else throw refusal('unreadable');
}

/** The same fields as JSON: `{"service_code": "pothole", "attribute": {"size": "large"}}`. Throws `invalid_input`. */
export function parseJsonFields(text: string): Fields {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refusal('unreadable');
  }
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw refusal('unreadable');
  return collect(
    Object.entries(body).flatMap(([name, value]: [string, unknown]) =>
      name === 'attribute' && value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).flatMap(([code, answer]) => [...pairsOf(`attribute[${code}]`, answer)])
        : [...pairsOf(name, value)],
    ),
  );
}

/** The first that was given. */
export const fieldOf = (fields: Fields, name: string): string | undefined => fields.get(name)?.[0];

/** All that was given, also with commas between them. */
export const listOf = (fields: Fields, name: string): readonly string[] | undefined => {
  const items = fields.get(name)?.flatMap((value) => value.split(',').map((item) => item.trim()));
  const given = items?.filter((item) => item !== '');
  return given && given.length > 0 ? [...new Set(given)] : undefined;
};
