import type { z } from 'zod';
import { changed } from './changed.ts';
import { creation, revision } from './resource.ts';
import type { AnyCall } from './resource.ts';

/** What is added and changed as it was asked for. */
interface Written<New, Change, Item> {
  one(id: string): Promise<Item | undefined>;
  create(wish: New): Promise<Item>;
  update(
    id: string,
    change: Change,
    seen: NoInfer<Item> | undefined,
  ): Promise<{ readonly before: Item; readonly after: Item }>;
}

/** How a registry is written through the API, with the entry of the audit log. Nothing in it may be personal. */
export const registryWrites = <New, Change, Item extends object>(
  registry: Written<New, Change, Item>,
  bodies: { readonly create: z.ZodType<New>; readonly update: z.ZodType<Change> },
  /** Throws for whoever may not write this one, beside the permission. */
  mayWrite: (caller: AnyCall['caller'], one: New | Item) => Promise<void> = async () => undefined,
) => ({
  create: creation({
    body: bodies.create,
    async run({ body, caller, note }) {
      await mayWrite(caller, body);
      const made = await registry.create(body);
      note({ after: made });
      return made;
    },
  }),
  update: revision({
    body: bodies.update,
    async run({ params, body, caller, note }, seen: Item | undefined) {
      const known = seen ?? (await registry.one(params.id));
      if (known) await mayWrite(caller, known);
      const { before, after } = await registry.update(params.id, body, seen);
      note(changed(before, after));
      return after;
    },
  }),
});
