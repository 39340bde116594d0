import { reportModel, type ReportRecord } from '../../../core/reports/index.ts';
import { startServer, type TestServer } from '../start-server.ts';
import { openClient, type Client } from './client.ts';

export interface City {
  readonly server: TestServer;
  readonly client: Client;
  /** Of the program. */
  readonly key: string;
  /** Of an administrator; they end while the tests move the time. */
  admin(): Promise<string>;
  newKey(wish?: object): Promise<{ readonly id: string; readonly key: string }>;
  /** What a program sends; each time another hole. */
  form(more?: Record<string, string>): Record<string, string>;
  stored(number: string): Promise<ReportRecord>;
  countReports(filter?: object): Promise<number>;
}

const pin = { lat: '-4.3051', long: '15.3032' };

/** A city that takes reports of other programs, one of which has a key. Photos may lie on this very machine. */
export async function startCity(): Promise<City> {
  const server = await startServer({ settings: { OUTBOUND_ALLOW_PRIVATE: 'on' } });
  const reports = reportModel(server.database.connection);
  const admin = async (): Promise<string> => (await server.member('admin')).token;

  async function newKey(wish: object = {}): Promise<{ id: string; key: string }> {
    const body = { name: 'Ville en ligne', perMinute: 600, ...wish };
    const made = await server.call('POST', '/open311-keys', { token: await admin(), body });
    if (made.status !== 201) throw new Error(made.text);
    return made.json as { id: string; key: string };
  }

  const { key } = await newKey();
  let told = 0;
  return {
    server,
    client: openClient(`${server.url}/open311/v2`),
    key,
    admin,
    newKey,
    form: (more = {}) => ({
      api_key: key, jurisdiction_id: 'kinshasa.cd', service_code: 'pothole', description: `Trou ${(told += 1)}`, ...pin, ...more,
    }), // prettier-ignore
    stored: async (number) => (await reports.findOne({ number }).lean()) as ReportRecord,
    countReports: (filter = {}) => reports.countDocuments(filter),
  };
}
