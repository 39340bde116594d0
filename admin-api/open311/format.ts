import { XMLBuilder } from 'fast-xml-parser';

/** `.json` and `.xml`; the second is asked for where nothing is said, since every server has it. */
export const formats = ['json', 'xml'] as const;
export type Format = (typeof formats)[number];
export const isFormat = (text: string | undefined): text is Format => formats.some((format) => format === text);

export const mimeTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
};

/** What a list is made of, by its name. */
const items = {
  services: 'service',
  service_requests: 'request',
  errors: 'error',
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
} as const;
type ListName = keyof typeof items;
const isList = (name: string): name is ListName => Object.hasOwn(items, name);

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** The outermost element, which JSON leaves out ("Spark convention"), with what is in it. */
export interface Answer {
  readonly root: ListName | 'service_definition' | 'discovery';
  readonly value: Value;
}

// Signs that XML 1.0 cannot hold in any writing (section 2.2).
const outside = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function toElements(name: string, value: Value): unknown {
  if (value === null) return '';
  if (typeof value === 'string') return value.replace(outside, '');
  if (Array.isArray(value) && isList(name)) return { [items[name]]: value.map((each: Value) => toElements('', each)) };
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, Value]) => [key, toElements(key, inner)]),
  );
}

const builder = new XMLBuilder({ format: true, suppressBooleanAttributes: false });

/** The answer as text of that format. */
export function toText({ root, value }: Answer, format: Format): string {
  if (format === 'json') return JSON.stringify(value);
  return `<?xml version="1.0" encoding="utf-8"?>\n${builder.build({ [root]: toElements(root, value) })}`;
}
