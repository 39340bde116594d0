import { z } from 'zod';
import { LisoloError, isLisoloError } from '../core/errors.ts';
import { given } from './given.ts';
import type { Call, Route } from './route.ts';
import { defineRoute, versionOf } from './route.ts';
import type { Module, Permission } from './permissions.ts';

/** Identifiers are 24 hexadecimal digits; a few things have names of their own (jobs, addresses). */
export const idSchema = z.string().regex(/^[0-9a-f]{24}$/, 'must be an identifier of 24 hexadecimal digits');
/** Moments leave the API as ISO 8601 text in UTC. */
export const momentSchema = z.iso.datetime();
export const countrySchema = z.enum(['CD', 'SN']);
export const moneySchema = z.object({ amount: z.int().describe('Minor units'), currency: z.string() });
/** How something came to its state. */
export const historySchema = z.array(
  z.object({
    from: z.string().optional(),
    to: z.string(),
    at: momentSchema,
    by: z.string(),
    reason: z.string().optional(),
  }),
);

const biggestPage = 200;
const biggestExport = 100_000;
const exportStep = 500;

const whole = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(otherwise);

/** Which page of a list, and how much of it. */
export const pages = { page: whole(1, 100_000, 1), limit: whole(1, biggestPage, 50) };

/** A moment or a day, as it is sent. */
export const instantSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => new Date(text));
/** A yes or no in a query. */
export const yesNoSchema = z.enum(['true', 'false']).transform((word) => word === 'true');
/** A number plate as it is typed, made canonical. */
export const plateSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));
/** A calendar day, as midnight UTC. */
export const daySchema = z.iso.date().transform((day) => new Date(day));
/** Free text of a filter. */
export const wordSchema = z.string().trim().min(1).max(200);

export interface ListQuery<F> {
  readonly filter: F;
  readonly skip: number;
  readonly limit: number;
  readonly sort?: string;
}

/** Who asks, whatever they ask for. */
export type AnyCall = Pick<Call<unknown, unknown, unknown>, 'caller' | 'from' | 'traceId'>;

interface ResourceSpec<F extends z.ZodRawShape, S> {
  /** Path and name: `vehicles`. */
  readonly name: string;
  /** Module of the permissions. */
  readonly module: Module;
  /** What one item is called in summaries: `a vehicle`. */
  readonly one: string;
  readonly item: z.ZodObject;
  /** Query parameters that filter the list. */
  readonly filters?: F;
  /** Fields the list may be sorted by; the first one, newest first, is the default. */
  readonly sorts: readonly [string, ...string[]];
  list(
    query: ListQuery<z.output<z.ZodObject<F>>>,
    call: AnyCall,
  ): Promise<{ readonly items: readonly unknown[]; readonly total: number }>;
  get?(id: string, call: AnyCall): Promise<S | undefined>;
  /** Hears that one item is about to be shown to whoever asked for it. */
  shown?(id: string, call: AnyCall): Promise<void>;
  /** What an identifier looks like, where it is not the usual one. */
  readonly id?: z.ZodType<string>;
  /** Exports the list as CSV with these columns, dots for fields inside fields. */
  readonly csv?: readonly string[];
  readonly create?: Creation<unknown>;
  /** Only with `get`: what that gives is what If-Match is compared with. */
  readonly update?: Revision<unknown, S>;
}

interface Creation<B> {
  readonly body: z.ZodType<B>;
  run(call: Call<undefined, undefined, B>): Promise<unknown>;
}

interface Revision<B, S> {
  readonly body: z.ZodType<B>;
  readonly summary?: string;
  /**
   * `seen` is what the caller's If-Match stands for, absent without one. The write must hold only while `seen` is still
   * what is stored (compare and set in one update) and throw `conflict` otherwise, so that of several writers one wins.
   */
  run(call: Call<{ id: string }, undefined, B>, seen: S | undefined): Promise<unknown>;
}

/** How an item is made; the POST takes an Idempotency-Key and is audited. */
export const creation = <B>(writing: Creation<B>) => writing as Creation<unknown>;
/** How an item is changed; the PATCH takes If-Match and is audited. */
export const revision = <B, S>(writing: Revision<B, S>) => writing as Revision<unknown, S>;

const at = (item: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined,
      item,
    );

const toCell = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value;

function tellMissing<S>(one: string, item: S | undefined): S {
  if (item === undefined)
    throw new LisoloError('not_found', { reason: `there is no such ${one.replace(/^an? /, '')}` });
  return item;
}

/** The routes of a registry: list with pages, filters and sorting, CSV, get, create, update; each only where given. */
export function resource<F extends z.ZodRawShape, S = unknown>(spec: ResourceSpec<F, S>): Route[] {
  const { name, module, item } = spec;
  const [firstSort, ...moreSorts] = spec.sorts;
  const sortable = [firstSort, ...moreSorts].flatMap((field) => [field, `-${field}`]);
  const filters = {
    ...(spec.filters ?? ({} as F)),
    sort: z.enum(sortable).default(`-${firstSort}`).describe('A field; with - before it, greatest first'),
  };
  const params = z.strictObject({ id: spec.id ?? idSchema });
  const read = `${module}.read` as Permission;

  function split(query: Record<string, unknown>): { filter: z.output<z.ZodObject<F>>; sort: string } {
    const { page: _page, limit: _limit, sort, ...filter } = query;
    return { filter: given(filter) as z.output<z.ZodObject<F>>, sort: String(sort) };
  }

  const list = defineRoute<undefined, Record<string, unknown>>({
    method: 'get',
    path: `/${name}`,
    summary: `Lists ${name.replaceAll(/[-/]/g, ' ')}`,
    permission: read,
    query: z.strictObject({ ...pages, ...filters }),
    response: z.object({ items: z.array(item), page: z.int(), limit: z.int(), total: z.int() }),
    async handler(call) {
      const { query } = call;
      const { page, limit } = query as { page: number; limit: number };
      const { items, total } = await spec.list({ ...split(query), skip: (page - 1) * limit, limit }, call);
      return { items, page, limit, total };
    },
  });

  const csv = (columns: readonly string[]): Route =>
    defineRoute<undefined, Record<string, unknown>>({
      method: 'get',
      path: `/${name}.csv`,
      summary: `Exports ${name.replaceAll(/[-/]/g, ' ')} as CSV`,
      permission: `${module}.export` as Permission,
      query: z.strictObject(filters),
      audit: `${module}.export`,
      produces: 'text/csv',
      handler: async (call) =>
        (async function* () {
          yield columns;
          for (let skip = 0; skip < biggestExport; skip += exportStep) {
            const { items } = await spec.list({ ...split(call.query), skip, limit: exportStep }, call);
            for (const each of items) yield columns.map((column) => toCell(at(each, column)));
            if (items.length < exportStep) return;
          }
        })(),
    });

  type Load = (id: string, call: AnyCall) => Promise<S | undefined>;
  const get = (load: Load): Route =>
    defineRoute<{ id: string }>({
      method: 'get',
      path: `/${name}/:id`,
      summary: `Shows ${spec.one}`,
      permission: read,
      params,
      response: item,
      tagged: true,
      async handler(call) {
        const found = tellMissing(spec.one, await load(call.params.id, call));
        await spec.shown?.(call.params.id, call);
        return found;
      },
    });

  const versionOfStored = (stored: S): string =>
    versionOf(JSON.stringify(item.parse(JSON.parse(JSON.stringify(stored)))));
  const stale = (stored: S): LisoloError =>
    new LisoloError('conflict', { reason: 'it was changed meanwhile', version: versionOfStored(stored) });

  const create = ({ body, run }: Creation<unknown>): Route =>
    defineRoute<undefined, undefined, unknown>({
      method: 'post',
      path: `/${name}`,
      summary: `Adds ${spec.one}`,
      permission: `${module}.create` as Permission,
      body,
      response: item,
      status: 201,
      audit: `${module}.create`,
      idempotent: true,
      handler: (call) => run(call),
    });

  const update = (load: Load, { body, summary, run }: Revision<unknown, S>): Route =>
    defineRoute<{ id: string }, undefined, unknown>({
      method: 'patch',
      path: `/${name}/:id`,
      summary: summary ?? `Changes ${spec.one}`,
      permission: `${module}.update` as Permission,
      params,
      body,
      response: item,
      audit: `${module}.update`,
      versioned: true,
      tagged: true,
      async handler(call) {
        if (Object.keys(call.body as object).length === 0)
          throw new LisoloError('invalid_input', { reason: 'the body names nothing to change' });
        const stored = tellMissing(spec.one, await load(call.params.id, call));
        if (call.ifMatch === undefined || call.ifMatch === '*') return run(call, undefined);
        if (versionOfStored(stored) !== call.ifMatch) throw stale(stored);
        try {
          return await run(call, stored);
        } catch (error) {
          const isLost = isLisoloError(error, 'conflict') && error.details['field'] === undefined;
          throw isLost ? stale(tellMissing(spec.one, await load(call.params.id, call))) : error;
        }
      },
    });

  return [
    list,
    ...(spec.csv ? [csv(spec.csv)] : []),
    ...(spec.create ? [create(spec.create)] : []),
    ...(spec.get ? [get(spec.get)] : []),
    ...(spec.get && spec.update ? [update(spec.get, spec.update)] : []),
  ];
}
