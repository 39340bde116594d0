import { Schema } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durableUri, newId, withDatabase } from '../../../core/database/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

describe('the database address', () => {
  it('asks for journalled acknowledgement whatever was given', () => {
    expect(durableUri('mongodb://127.0.0.1:27017')).toBe('mongodb://127.0.0.1:27017/lisolo?w=1&journal=true');
    expect(durableUri('mongodb://a:1,b:2/town?replicaSet=rs0&journal=false')).toBe(
      'mongodb://a:1,b:2/town?replicaSet=rs0&journal=true&w=1',
    );
  });

  it('keeps a stronger write concern', () => {
    expect(durableUri('mongodb+srv://host/town?w=majority')).toBe('mongodb+srv://host/town?w=majority&journal=true');
  });

  it('can name another database of the same server, also on a socket', () => {
    expect(withDatabase('mongodb://%2Ftmp%2Fx.sock/?directConnection=true', 'other')).toBe(
      'mongodb://%2Ftmp%2Fx.sock/other?directConnection=true',
    );
  });

  it('refuses what is no address', () => {
    expect(() => durableUri('http://localhost')).toThrow('mongodb://');
  });
});

describe('a connection', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  it('writes and reads with a unique index', async () => {
    const things = database.connection.collection<{ _id: string; code: string }>('things');
    await things.createIndex({ code: 1 }, { unique: true });
    await things.insertOne({ _id: newId(), code: 'a' });
    await expect(things.insertOne({ _id: newId(), code: 'a' })).rejects.toMatchObject({ code: 11000 });
    expect(await things.countDocuments()).toBe(1);
  });
  const placeSchema = new Schema({ _id: String, code: String, town: String }, { collection: 'places' });
  placeSchema.index({ code: 1 }, { unique: true });
  placeSchema.index({ town: 1, code: -1 });
  const namesOf = async (collection: string) =>
    (await database.connection.collection(collection).indexes()).map(({ name }) => name);

  it('makes all indexes of a collection in one command', async () => {
    const commands: string[] = [];
    database.connection.set('debug', (_collection: string, command: string) => commands.push(command));
    await database.connection.model('Place', placeSchema).init();
    database.connection.set('debug', false);
    expect(commands).toEqual(['createIndexes']);
    expect(await namesOf('places')).toEqual(['_id_', 'code_1', 'town_1_code_-1']);
  });

  it('makes the other indexes where one is refused, and says so', async () => {
    const { connection } = database;
    await connection
      .collection<{ _id: string; code: string }>('towns')
      .insertMany(['one', 'two'].map((_id) => ({ _id, code: 'same' })));
    const towns = connection.model('Town', placeSchema, 'towns');
    await expect(towns.init()).rejects.toMatchObject({ code: 11000 });
    expect(await namesOf('towns')).toEqual(['_id_', 'town_1_code_-1']);
  });
});
