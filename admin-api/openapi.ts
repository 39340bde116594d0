import { z } from 'zod';
import { problemSchema } from './errors.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** A format says what a long pattern would, and that a number is safe is no news. */
function override({ jsonSchema }: { jsonSchema: Json }): void {
  if (String(jsonSchema['format']).startsWith('date')) delete jsonSchema['pattern'];
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
}

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is. */
const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const {
    $schema: _dialect,
    $defs: _definitions,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline', override }) as Json;
  return rest;
};

export const toOpenApiPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function answersOf(route: Route): Json {
  const problems: Json = {
    400: problem('Some fields are wrong; `errors` lists them'),
    ...(route.permission === 'public' ? {} : { 401: problem('No valid access token') }),
    ...(['public', 'signed-in'].includes(route.permission)
      ? {}
      : { 403: problem(`Needs the permission ${route.permission}`) }),
    ...(route.params ? { 404: problem('There is no such thing') } : {}),
    ...(route.idempotent || route.versioned ? { 409: problem('Conflicts with what is stored') } : {}),
    ...(route.body ? { 413: problem('The body is too large'), 415: problem('The body is of another kind') } : {}),
    ...(route.published ? { 304: { description: 'Nothing has changed since the version that was named' } } : {}),
    default: problem('Anything else'),
  };
  if (route.produces === 'text/csv') {
    return { 200: { description: 'The table', content: { 'text/csv': { schema: { type: 'string' } } } }, ...problems };
  }
  if (route.produces === 'application/geo+json') {
    const content = { [route.produces]: { schema: { type: 'object', description: 'RFC 7946, a FeatureCollection' } } };
    return { 200: { description: 'The features', content }, ...problems };
  }
  if (route.produces === 'application/pdf' || route.produces === 'image/png') {
    const content = { [route.produces]: { schema: { type: 'string', contentMediaType: route.produces } } };
    return { 200: { description: 'The document', content }, ...problems };
  }
  if (!route.response) return { 204: { description: 'Done' }, ...problems };
  const content = { 'application/json': { schema: toSchema(route.response, 'output') } };
  return { [route.status ?? 200]: { description: 'Done', content }, ...problems };
}

/** A file as it is: of a table its text, of a picture its bytes. */
const bodySchema = (consumes: string, body: z.ZodType): Json =>
  consumes === 'application/json'
    ? toSchema(body, 'input')
    : { type: 'string', ...(consumes.startsWith('image/') && { format: 'binary' }) };

function describe({ permission, description }: Route): Json {
  const needs = ['public', 'signed-in'].includes(permission) ? [] : [`Permission: \`${permission}\``];
  const said = [...needs, ...(description === undefined ? [] : [description])].join('\n\n');
  return said === '' ? {} : { description: said };
}

const wordsOf = ({ path }: Route): string[] => path.split('/').filter((part) => part !== '');
const tagOf = (route: Route): string => wordsOf(route)[0]?.replace(/\.csv$/, '') ?? 'api';

function operationOf(route: Route): Json {
  const { body, consumes = 'application/json' } = route;
  const words = wordsOf(route);
  return {
    operationId: [route.method, ...words.map((word) => word.replace(/[^a-z]/gi, '-').replace(/^-/, 'by-'))].join('-'),
    tags: [tagOf(route)],
    summary: route.summary,
    ...describe(route),
    security: route.permission === 'public' ? [] : [{ bearer: [] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.idempotent
        ? [header('Idempotency-Key', 'The same key and request have one effect and one answer, for a day')]
        : []),
      ...(route.versioned
        ? [header('If-Match', 'The version that was read; a newer one stored meanwhile is a conflict')]
        : []),
      ...(route.published ? [header('If-None-Match', 'The ETag of an answer that is kept')] : []),
    ],
    ...(body
      ? { requestBody: { required: true, content: { [consumes]: { schema: bodySchema(consumes, body) } } } }
      : {}),
    responses: answersOf(route),
  };
}

/** The document at /openapi.json, made of the routes that are mounted. */
export function toOpenApi(routes: readonly Route[], about: { version: string; serverUrl: string }): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = toOpenApiPath(route.path);
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lisolo administration',
      version: about.version,
      description:
        'Registries, payments, conversations, jobs and audit. Log in with `POST /auth/login`, send `Authorization: Bearer <accessToken>`. Errors are `application/problem+json` (RFC 9457).',
    },
    servers: [{ url: about.serverUrl }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: toSchema(problemSchema, 'output') },
    },
  };
}
