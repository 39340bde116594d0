import { describe, expect, it } from 'vitest';
import { toBanner } from '../../core/banner.ts';
import type { Door } from '../../core/door.ts';

const door = (name: string, on: boolean, why: string): Door => ({
  name,
  status: () => ({ on, why }),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
});

const facts = {
  version: '1.2.3',
  environment: 'development',
  readyInMs: 1234,
  address: 'http://localhost:3000',
  database: 'embedded engine',
  ussdCode: '*384*123#',
  doors: [
    door('simulator', true, 'http://localhost:3000/simulator'),
    door('telegram', false, 'TELEGRAM_TOKEN is not set'),
  ],
  mail: { on: false, why: 'SMTP_URL is not set' },
  vehicleRegister: { on: false, why: 'VEHICLE_REGISTER_FILE is not set' },
  demoAccounts: [],
};

describe('the banner', () => {
  it('says in one line a door whether it is on, and why', () => {
    const lines = toBanner(facts).split('\n');
    expect(lines).toContain('  simulator  on   http://localhost:3000/simulator');
    expect(lines).toContain('  telegram   off  TELEGRAM_TOKEN is not set');
    expect(lines).toContain('  e-mail     off  SMTP_URL is not set');
    expect(lines).toContain('  registers  off  VEHICLE_REGISTER_FILE is not set');
    expect(lines).toHaveLength(9);
  });

  it('says where other programs find Open311, the open data and webhooks', () => {
    const banner = toBanner(facts);
    expect(banner).toMatch(/^ {2}Open311 +on +http:\/\/localhost:3000\/open311\/discovery\.xml/m);
    expect(banner).toMatch(
      /^ {2}open data +on +http:\/\/localhost:3000\/api\/v1\/open-data\/reports\.geojson\?country=/m,
    );
    expect(banner).toMatch(/^ {2}webhooks +on +POST \/api\/v1\/webhooks/m);
  });

  it('shows demo secrets only when there are any', () => {
    expect(toBanner(facts)).not.toContain('Demo people');
    const account = { who: 'Administrator', login: 'admin@lisolo.example', secret: 'word-word-1234' };
    expect(toBanner({ ...facts, demoAccounts: [account] })).toContain('admin@lisolo.example  word-word-1234');
  });
});
