import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toOpenApiPath } from '../../admin-api/openapi.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; schema: object }[];
  security: Record<string, unknown>[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

let server: TestServer;
/* eslint-disable-next-line @typescript-eslint/no-explicit-any */
let document: any;
beforeAll(async () => {
  server = await startServer();
  document = (await server.call('GET', '/openapi.json')).json;
});
afterAll(() => server.stop());

function everyRef(value: unknown, found: string[] = []): string[] {
  if (value === null || typeof value !== 'object') return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref') found.push(String(inner));
    else everyRef(inner, found);
  }
  return found;
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 with all that the standard asks for', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: expect.any(String), version: '0.0.0' });
    expect(document.servers).toEqual([{ url: '/api/v1' }]);
  });

  it('has every route, and no other', () => {
    const documented = Object.entries<object>(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(documented.sort()).toEqual(
      server.routes.map((route) => `${route.method} ${toOpenApiPath(route.path)}`).sort(),
    );
  });

  it('gives each operation its own id, a summary, answers, and a parameter for each part of its path', () => {
    const ids = new Set<string>();
    for (const [path, item] of Object.entries<Record<string, Operation>>(document.paths)) {
      for (const operation of Object.values(item)) {
        expect(operation.operationId).toMatch(/^[\w-]+$/);
        ids.add(operation.operationId);
        expect(operation.summary.length).toBeGreaterThan(5);
        expect(Object.keys(operation.responses).some((code) => /^2\d\d$/.test(code))).toBe(true);
        expect(operation.responses['default']?.content?.['application/problem+json']).toBeDefined();
        const named = operation.parameters.filter((each) => each.in === 'path').map((each) => each.name);
        expect(named.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
        for (const parameter of operation.parameters) expect(parameter.schema).toBeTypeOf('object');
        for (const scheme of operation.security)
          expect(document.components.securitySchemes).toHaveProperty(Object.keys(scheme)[0]!);
      }
    }
    expect(ids.size).toBe(server.routes.length);
  });

  it('points nowhere but into itself', () => {
    const refs = everyRef(document);
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) {
      const target = ref
        .replace('#/', '')
        .split('/')
        .reduce((inner, key) => inner?.[key], document);
      expect(`${ref} ${typeof target}`).toBe(`${ref} object`);
    }
  });

  it('describes bodies and pages so that a program can use them', () => {
    const login = document.paths['/auth/login'].post.requestBody.content['application/json'].schema;
    expect(login).toMatchObject({ type: 'object', required: ['email', 'password'], additionalProperties: false });
    const list = document.paths['/vehicles'].get;
    expect(list.parameters.map((each: { name: string }) => each.name)).toEqual(
      expect.arrayContaining(['page', 'limit', 'sort', 'plate']),
    );
    expect(list.responses['200'].content['application/json'].schema.properties.items.type).toBe('array');
  });
});

describe('the page that shows it', () => {
  it('is served from here and asks for nothing from outside', async () => {
    const page = await server.call('GET', '/docs/');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    expect(page.text).not.toMatch(/<script>/);
    for (const [, name] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const asset = await server.call('GET', `/docs/${name}`);
      expect(`${name} ${asset.status}`).toBe(`${name} 200`);
      expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const start = await server.call('GET', '/docs/start.js');
    expect(start.text).toMatch(/validatorUrl: null/);
    expect(start.text).not.toMatch(/https?:\/\//);
  });

  it('is found without the last slash', async () => {
    const answer = await server.call('GET', '/docs');
    expect(answer.status).toBe(301);
    expect(answer.headers.get('location')).toBe('/docs/');
  });

  it('uses the bundle that is installed', async () => {
    const bundle = await server.call('GET', '/docs/swagger-ui-bundle.js');
    expect(bundle.text).toBe(readFileSync('node_modules/swagger-ui-dist/swagger-ui-bundle.js', 'utf8'));
  });
});
