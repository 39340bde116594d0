import type { Connection } from 'mongoose';
import { hourOf, type Clock } from '../clock.ts';
import { isDuplicateKey, newId, untimedId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { createGridFsStore } from './byte-store.ts';
import type { ByteStore } from './byte-store.ts';
import { toMadeContent, toSafeContent } from './content.ts';
import { fileModel } from './file.model.ts';
import type { FileDocument } from './file.model.ts';
import { createLinkTokens } from './link-token.ts';
import { toFileName } from './name.ts';
import type { FileService, StoredFile } from './types.ts';

/** Photos of 12 megapixels and scanned documents fit; WhatsApp sends no picture above 5 MB. */
export const maxBytes = 12 * 1024 * 1024;
const minuteMs = 60_000;
/** As long as what was said in the dialog. */
const brieflyMs = 48 * 60 * minuteMs;
/** Half-stored files younger than this may belong to a writer that is still at work. */
const unfinishedAfterMs = 60 * minuteMs;

const toStoredFile = ({ _id, name, mimeType, size, createdAt, keepUntil }: FileDocument): StoredFile => ({
  id: _id,
  name,
  mimeType,
  size,
  createdAt,
  ...(keepUntil ? { keepUntil } : {}),
});

/** Files in MongoDB (or in another byte store), reached from outside by signed links that expire. */
export function createFileService({
  connection,
  publicUrl,
  secret,
  clock,
  bytes: store = createGridFsStore(connection, clock),
}: {
  readonly connection: Connection;
  readonly publicUrl: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly bytes?: ByteStore;
}): FileService {
  const model = fileModel(connection);
  const tokens = createLinkTokens(secret);
  const base = publicUrl.replace(/\/+$/, '');

  const byKey = (key: string): Promise<FileDocument | null> => model.findOne({ key, stored: true }).lean();

  async function discard(id: string): Promise<void> {
    // Before its bytes go, nobody finds it any more; what a crash leaves of it the sweep removes.
    await model.updateOne({ _id: id, stored: true }, { $set: { stored: false }, $unset: { key: 1 } });
    await store.remove(id);
    await model.deleteOne({ _id: id });
  }

  /** The key is taken only with the last write, so a crash before it never blocks a repeat. */
  async function finish(document: FileDocument, key: string | undefined, createdAt: Date): Promise<StoredFile> {
    try {
      const stored = { stored: true, createdAt, ...(key === undefined ? {} : { key }) };
      await model.updateOne({ _id: document._id }, { $set: stored });
      return toStoredFile({ ...document, createdAt });
    } catch (error) {
      await discard(document._id);
      const first = key !== undefined && isDuplicateKey(error) ? await byKey(key) : undefined;
      if (!first) throw error;
      return toStoredFile(first);
    }
  }

  const put: FileService['put'] = async ({ bytes, name, owner, key, made, untimed, briefly, ...given }) => {
    if (bytes.length > maxBytes) throw new LisoloError('too_large', { reason: 'bytes', limit: maxBytes });
    await model.init();
    const known = key === undefined ? null : await byKey(key);
    if (known) return toStoredFile(known);

    const content = made === undefined ? await toSafeContent(bytes) : await toMadeContent(bytes, made);
    const keepUntil = briefly ? new Date(clock().getTime() + brieflyMs) : given.keepUntil;
    const document: FileDocument = {
      _id: untimed ? untimedId() : newId(),
      name: toFileName(name, content.extension),
      mimeType: content.mimeType,
      size: content.bytes.length,
      owner,
      stored: false,
      createdAt: clock(),
      ...(keepUntil ? { keepUntil } : {}),
    };
    await model.create(document);
    try {
      await store.write(document._id, content.bytes);
    } catch (error) {
      await discard(document._id);
      throw error;
    }
    // Until it is stored the true date: what is half stored for an hour is swept away.
    return finish(document, key, untimed ? hourOf(document.createdAt) : document.createdAt);
  };

  const read: FileService['read'] = async (id) => {
    const document = await model.findOne({ _id: id, stored: true }).lean();
    if (!document || (document.keepUntil && document.keepUntil <= clock()))
      throw new LisoloError('not_found', { kind: 'file' });
    const bytes = await store.read(id);
    if (!bytes) throw new LisoloError('not_found', { kind: 'file' });
    return { file: toStoredFile(document), bytes };
  };

  const personalData: FileService['personalData'] = {
    domain: 'files',
    async collect(owner) {
      const found = await model.find({ owner, stored: true }).sort({ createdAt: 1 }).lean();
      return found.map(toStoredFile);
    },
    async erase(owner) {
      for (const { _id } of await model.find({ owner }, { _id: 1 }).lean()) await discard(_id);
    },
    async merge(from, into) {
      await model.updateMany({ owner: from }, { $set: { owner: into } });
    },
  };

  return {
    put,
    async byKey(key) {
      const known = await byKey(key);
      return known ? toStoredFile(known) : undefined;
    },
    read,
    personalData,
    remove: discard,
    async keepOnlyUntil(id, until) {
      // Also sets it where there is none: of no end and some end, the end is less.
      await model.updateOne({ _id: id }, { $min: { keepUntil: until } });
    },
    link: (id, validMinutes) => `${base}/f/${tokens.make(id, new Date(clock().getTime() + validMinutes * minuteMs))}`,
    fromLink: async (token) => read(tokens.open(token, clock())),

    async sweep(now) {
      const unfinished = { stored: false, createdAt: { $lt: new Date(now.getTime() - unfinishedAfterMs) } };
      let removed = 0;
      const old = model.find({ $or: [{ keepUntil: { $lte: now } }, unfinished] }, { _id: 1 }).lean();
      for await (const { _id } of old.cursor()) {
        await discard(_id);
        removed += 1;
      }
      return removed;
    },
  };
}
