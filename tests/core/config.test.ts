import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../core/config.ts';
import { projectRoot } from '../../core/project-root.ts';
import { settings } from '../../core/settings.ts';

const secret = 's'.repeat(32);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lisolo-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('need nothing at all outside production', () => {
    const config = readConfig({ DATA_DIR: folder });
    expect(config).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      isReachable: false,
      demo: { on: true },
      simulator: true,
      defaultCountry: 'CD',
      ussd: { serviceCode: '*384*123#', pageSeptets: 160, allow: [] },
      whatsapp: { mode: 'off' },
      africasTalking: undefined,
    });
  });

  it('count an empty value as unset', () => {
    expect(readConfig({ SECRET: secret, PORT: '', MONGODB_URI: ' ', DEMO: '' })).toMatchObject({
      port: 3000,
      mongodbUri: undefined,
      demo: { on: true },
    });
  });

  it('name every fault at once', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: '99999',
      MONGODB_URI: 'localhost',
      PUBLIC_URL: 'lisolo.example',
      USSD_ALLOW: '10.0.0.0/40',
      USSD_PAGE_SEPTETS: '200',
      DEMO: 'on',
      OUTBOUND_ALLOW_PRIVATE: 'on',
      AT_USERNAME: 'sandbox',
      TRUST_PROXY: 'true',
    });
    for (const key of ['PORT', 'MONGODB_URI', 'PUBLIC_URL', 'USSD_ALLOW', 'USSD_PAGE_SEPTETS', 'TRUST_PROXY']) {
      expect(faults.filter((fault) => fault.startsWith(`${key} must`))).toHaveLength(1);
    }
    expect(faults).toContain('DEMO cannot be on in production');
    expect(faults).toContain('OUTBOUND_ALLOW_PRIVATE cannot be on in production');
    expect(faults).toContain('AT_API_KEY is required with AT_USERNAME');
    expect(faults.join()).toContain('SECRET is required in production');
  });

  it('never repeat a wrong value, which may be a secret', () => {
    const faults = faultsOf({ SECRET: 'too-short-hunter2', TELEGRAM_TOKEN: 'hunter2', USSD_SECRET: 'hunt*2' });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toMatch(/hunt/);
  });

  it('name what the Cloud API of WhatsApp lacks', () => {
    const faults = faultsOf({
      SECRET: secret,
      WHATSAPP: 'cloud',
      WHATSAPP_CLOUD_TOKEN: 't',
      WHATSAPP_CLOUD_PHONE_ID: '10000',
    });
    expect(faults).toEqual([
      'WHATSAPP_CLOUD_APP_SECRET is required with WHATSAPP=cloud',
      'WHATSAPP_CLOUD_VERIFY_TOKEN is required with WHATSAPP=cloud',
    ]);
  });

  it('say an unfit SECRET once in production', () => {
    expect(faultsOf({ NODE_ENV: 'production', SECRET: 'short' })).toHaveLength(1);
  });

  it('switch demo data and the simulator off in production, and the simulator on when asked', () => {
    const production = { NODE_ENV: 'production', SECRET: secret };
    expect(readConfig(production)).toMatchObject({ demo: { on: false }, simulator: false, isProduction: true });
    expect(readConfig({ ...production, SIMULATOR: 'on' }).simulator).toBe(true);
  });

  it('read lists, ranges and addresses', () => {
    const config = readConfig({
      SECRET: secret,
      USSD_ALLOW: '192.0.2.1, 10.0.0.0/8,2001:db8::/32',
      PUBLIC_URL: 'https://lisolo.example/',
      TRUST_PROXY: '1',
    });
    expect(config.ussd.allow).toEqual(['192.0.2.1', '10.0.0.0/8', '2001:db8::/32']);
    expect(config).toMatchObject({ publicUrl: 'https://lisolo.example', isReachable: true, trustProxy: 1 });
  });

  it('make a secret once, that only its owner can read', () => {
    const fresh = path.join(folder, 'fresh');
    const first = readConfig({ DATA_DIR: fresh }).secret;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(readConfig({ DATA_DIR: fresh }).secret).toBe(first);
    expect(statSync(path.join(fresh, 'secret')).mode & 0o777).toBe(0o600);
  });
});

describe('the bank accounts of the treasury', () => {
  const banksOf = (value: string) => readConfig({ NODE_ENV: 'test', SECRET: 'x'.repeat(32), TREASURY_BANK_ACCOUNTS: value }).treasury; // prettier-ignore

  it('are read by country, spaces as they come', () => {
    expect(banksOf('CD=Rawbank/05100-05101-12 ; SN = Banque de Dakar / SN08 SN01 0152;')).toEqual({
      banks: {
        CD: { name: 'Rawbank', account: '05100-05101-12' },
        SN: { name: 'Banque de Dakar', account: 'SN08 SN01 0152' },
      },
    });
  });

  it.each(['FR=Banque/1234567', 'CD=Rawbank', 'Rawbank/1234567', 'CD=Rawbank/<b>123</b>'])('refuse %s', (value) => {
    expect(() => banksOf(value)).toThrow(/TREASURY_BANK_ACCOUNTS must look like/);
  });
});

describe('.env.example', () => {
  const example = readFileSync(path.join(projectRoot, '.env.example'), 'utf8');

  it('names every setting with its help and its default', () => {
    for (const [key, schema] of Object.entries(settings.shape)) {
      const fallback = schema.safeParse(undefined).data as string | number | boolean | string[] | undefined;
      const shown = fallback === undefined ? '' : Array.isArray(fallback) ? fallback.join() : `${fallback}`;
      expect(example).toContain(`# ${schema.description}\n#${key}=${shown}\n`);
    }
  });

  it('names no other setting', () => {
    const named = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
    expect(named).toEqual(Object.keys(settings.shape));
  });
});
