import { XMLParser } from 'fast-xml-parser';

/** What a program gets that knows nothing of us but the specification (http://wiki.open311.org/GeoReport_v2). */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string;
  readonly text: string;
  /** Read from either format, in one shape: text for every value, lists by what they hold. */
  readonly value: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** "An explicit container for child elements that should be an array" (Spark convention). */
const lists: Record<string, string> = {
  services: 'service', service_requests: 'request', errors: 'error', attributes: 'attribute', values: 'value',
  endpoints: 'endpoint', formats: 'format',
}; // prettier-ignore

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

function fromXml(name: string, element: unknown): unknown {
  const item = lists[name];
  const isBlank = typeof element === 'string' && element.trim() === '';
  if (item !== undefined) {
    const inner = isBlank ? undefined : (element as Record<string, unknown>)[item];
    const all = inner === undefined ? [] : Array.isArray(inner) ? (inner as unknown[]) : [inner];
    return all.map((each) => fromXml('', each));
  }
  if (element === null || typeof element !== 'object') return isBlank ? null : element;
  return Object.fromEntries(
    Object.entries(element)
      .filter(([key]) => key !== '#text')
      .map(([key, inner]) => [key, fromXml(key, inner)]),
  );
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

function fromJson(value: Json): unknown {
  if (value === null) return null;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(fromJson);
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, Json]) => [key, fromJson(inner)]));
}

export function readXml(text: string): { root: string; value: unknown } {
  if (!/^<\?xml version="1\.0" encoding="utf-8"\?>/i.test(text)) throw new Error('no XML declaration with UTF-8');
  const document = parser.parse(text) as Record<string, unknown>;
  const [root = '', ...others] = Object.keys(document).filter((key) => !key.startsWith('?') && key !== '#text');
  if (others.length > 0) throw new Error('more than one root');
  return { root, value: fromXml(root, document[root]) };
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Got>;
  post(
    path: string,
    form: string | Record<string, string> | [string, string][],
    headers?: Record<string, string>,
  ): Promise<Got>;
  /** The same in both formats; throws where they differ. */
  both(path: string, query?: string, headers?: Record<string, string>): Promise<Got>;
}

export function openClient(root: string): Client {
  async function ask(path: string, init: RequestInit): Promise<Got> {
    const response = await fetch(`${root}${path}`, init);
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const value =
      text === '' ? undefined : type.startsWith('text/xml') ? readXml(text).value : fromJson(JSON.parse(text) as Json);
    return { status: response.status, headers: response.headers, type, text, value };
  }
  const get: Client['get'] = (path, headers = {}) => ask(path, { headers });

  return {
    get,
    post: (path, form, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
    async both(path, query = '', headers = {}) {
      const [json, xml] = [await get(`${path}.json${query}`, headers), await get(`${path}.xml${query}`, headers)];
      const [a, b] = [JSON.stringify(json.value), JSON.stringify(xml.value)];
      if (json.status !== xml.status || a !== b)
        throw new Error(`JSON and XML differ:\n${json.status} ${a}\n${xml.status} ${b}`);
      return json;
    },
  };
}
