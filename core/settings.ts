import { isIP } from 'node:net';
import { z } from 'zod';
import type { CountryCode } from './dialog/types.ts';
import { bankProfiles } from './payments/index.ts';

const text = z.string().trim();
const wholeNumber = (min: number, max: number) =>
  text
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be between ${min} and ${max}`);
const onOff = text
  .toLowerCase()
  .pipe(z.enum(['on', 'off', 'true', 'false', '1', '0'], 'must be on or off'))
  .transform((value) => ['on', 'true', '1'].includes(value));
const webAddress = text
  .refine(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    'must be an address that begins with http:// or https://',
  )
  .transform((value) => value.replace(/\/+$/, ''));
const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

function isAddressOrRange(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}
/** `CD=Rawbank/05100-05101-01003456789-12; SN=BICIS/SN08 SN01 0152`. */
const bankAccounts = text.transform((value, context) => {
  const banks: Partial<Record<CountryCode, { name: string; account: string }>> = {};
  for (const entry of value.split(';').filter((one) => one.trim() !== '')) {
    const [, country, name, account] = /^\s*(CD|SN)\s*=\s*([^/]{2,60}?)\s*\/\s*([\w -]{4,40}?)\s*$/.exec(entry) ?? [];
    if (country && name && account) banks[country as CountryCode] = { name, account };
    else context.addIssue('must look like CD=Name of the bank/account; SN=...');
  }
  return banks;
});
/** JSON: what it holds is checked as its schema says. */
const statementProfiles = text
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue('must be JSON');
      return z.NEVER;
    }
  })
  .pipe(bankProfiles);
const addresses = list.refine(
  (items) => items.every(isAddressOrRange),
  'must be IP addresses or ranges such as 10.0.0.0/8, with commas',
);

/** Express' own notation, without `true`: trusting everybody lets a caller choose the address we see. */
const proxies = text
  .refine(
    (value) =>
      /^\d$/.test(value) ||
      value
        .split(',')
        .every(
          (item) => ['loopback', 'linklocal', 'uniquelocal'].includes(item.trim()) || isAddressOrRange(item.trim()),
        ),
    'must be a number of proxies (0 to 9), loopback, or their addresses with commas',
  )
  .transform((value) => (/^\d$/.test(value) ? Number(value) : value));

/** Every setting. The description is its help in `.env.example`; `npm test` keeps the two alike. */
export const settings = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('production switches demo data and the simulator off and asks for SECRET.'),
  PORT: wholeNumber(0, 65_535).default(3000).describe('Port of the web server; 0 takes a free one.'),
  HOST: text
    .default('0.0.0.0')
    .describe('Address to listen on; the default is every one, 127.0.0.1 is this machine only.'),
  DATA_DIR: text
    .default('./data')
    .describe('Folder of the embedded database, the WhatsApp session and the local secret.'),
  MONGODB_URI: text
    .refine((value) => /^mongodb(\+srv)?:\/\/[^/?]/.test(value), 'must begin with mongodb:// or mongodb+srv://')
    .optional()
    .describe('A MongoDB server. Without it the embedded engine is started on DATA_DIR.'),
  PUBLIC_URL: webAddress
    .optional()
    .describe(
      'Address under which the world reaches this server, for webhooks and links. Default: http://localhost:PORT.',
    ),
  TRUST_PROXY: proxies
    .default(0)
    .describe('Proxies in front whose X-Forwarded-For is believed: how many, or their addresses. Behind none: 0.'),
  SECRET: text
    .min(32, 'must have at least 32 characters (openssl rand -hex 32)')
    .optional()
    .describe(
      'Signs tokens and links; at least 32 characters. Required in production; elsewhere made once in DATA_DIR.',
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least important log line that is written.'),
  DEFAULT_COUNTRY: z
    .enum(['CD', 'SN'])
    .default('CD')
    .describe('Country of people whose phone number does not tell: CD or SN.'),
  DEMO: onOff.optional().describe('Demo data on an empty database: on outside production, where it is refused.'),
  DEMO_SECRET: text
    .min(8, 'must have at least 8 characters')
    .optional()
    .describe('Demo passwords and PINs are derived from it; without it they are random and printed once.'),
  SIMULATOR: onOff
    .optional()
    .describe(
      'The web simulator at /simulator: on outside production. In production it lets anyone speak as a demo person.',
    ),
  TREASURY_BANK_ACCOUNTS: bankAccounts
    .optional()
    .describe(
      'Where fines are paid by bank, printed on notes: CD=Name of the bank/account; SN=... Without it no bank is named.',
    ),
  PUBLIC_WHATSAPP: text
    .regex(/^\+[\d ]{8,20}$/, 'must be a number with its country, such as +243 810 000 000')
    .optional()
    .describe('WhatsApp number that notes tell people to write to.'),
  BANK_PROFILES: statementProfiles
    .optional()
    .describe(
      'How statements of banks are written, as JSON: {"rawbank":{"bank":"Rawbank","account":"05100-01","country":"CD","currency":"CDF","encoding":"latin1","delimiter":";","decimal":",","dateFormat":"dd/MM/yyyy","columns":{"date":"Date","debit":"Débit","credit":"Crédit","label":"Libellé","id":"Référence"}}}. "plain" is always there: UTF-8, commas, ISO dates, columns date, amount, currency, label, id.',
    ),
  PAYMENT_APPROVAL_MINUTES: wholeNumber(1, 60)
    .default(5)
    .describe('How long a person has to approve a payment on the phone.'),
  LOOKUPS_PER_DAY: wholeNumber(1, 10_000)
    .default(30)
    .describe('Different plates that a person or an address may look up in a day.'),
  LOOKUPS_PER_DAY_STAFF: wholeNumber(1, 10_000).default(300).describe('The same for officers and the administration.'),
  LOOKUP_KEEP_DAYS: wholeNumber(30, 3_650)
    .default(730)
    .describe('How long it is kept who looked up which vehicle, in days.'),
  VEHICLE_REGISTER_FILE: text
    .optional()
    .describe('An official register of vehicles as a CSV file; read again when it changes.'),
  VEHICLE_REGISTER_URL: webAddress
    .optional()
    .describe('An official register of vehicles over HTTP: <address>/vehicles?country=CD&plate=... answers JSON.'),
  VEHICLE_REGISTER_TOKEN: text
    .optional()
    .describe('Shown to that register as a bearer token; required with VEHICLE_REGISTER_URL.'),
  VEHICLE_REGISTER_MAX_AGE_DAYS: wholeNumber(1, 3_650)
    .default(30)
    .describe('What an official register has told is asked again after so many days.'),
  OUTBOUND_ALLOW_PRIVATE: onOff
    .default(false)
    .describe(
      'Lets webhooks and pictures by address reach machines of our own network: for tests, never in production.',
    ),
  PAWAPAY_TOKEN: text
    .optional()
    .describe('pawaPay API token: mobile money of Vodacom, Airtel and Orange (CD), Orange and Free (SN).'),
  PAWAPAY_API_ROOT: webAddress
    .default('https://api.pawapay.io')
    .describe('Another address of pawaPay, such as https://api.sandbox.pawapay.io for its test service.'),
  PAWAPAY_VERIFY_CALLBACKS: onOff
    .default(true)
    .describe('Refuse callbacks of pawaPay that are not signed (signed callbacks are switched on in its dashboard).'),
  WAVE_API_KEY: text.optional().describe('Wave Checkout API key (SN).'),
  WAVE_WEBHOOK_SECRET: text.optional().describe('Signs what Wave sends; required with WAVE_API_KEY.'),
  WAVE_API_ROOT: webAddress.default('https://api.wave.com').describe("Another address of Wave's API, for tests."),
  USSD_SERVICE_CODE: text
    .regex(/^\*\d{1,4}(\*\d{1,6})*#$/, 'must look like *384*123#')
    .default('*384*123#')
    .describe('The code people dial.'),
  USSD_SECRET: text
    .regex(/^[\w-]{8,}$/, 'must have at least 8 letters, digits, - or _')
    .optional()
    .describe('Last part of the callback path, /ussd/africastalking/<secret>: the gateway signs nothing itself.'),
  USSD_ALLOW: addresses
    .default([])
    .describe('Addresses or ranges that may call the USSD callback, with commas; empty: all.'),
  USSD_PAGE_SEPTETS: wholeNumber(60, 182).default(160).describe('Length of a USSD page in GSM characters.'),
  AT_USERNAME: text.optional().describe("Africa's Talking user name; sandbox for its test service."),
  AT_API_KEY: text.optional().describe("Africa's Talking API key. Without it SMS go to the simulator's inbox only."),
  AT_SENDER: text
    .regex(/^[\w .-]{1,15}$/, 'must be a short code or a sender name of at most 15 characters')
    .optional()
    .describe('Registered sender name or short code of SMS.'),
  AT_BASE_URL: webAddress.optional().describe("Another address of Africa's Talking's API, for tests."),
  SMTP_URL: text
    .refine((value) => /^smtps?:\/\/[^/?]/i.test(value) && URL.canParse(value), 'must begin with smtp:// or smtps://')
    .optional()
    .describe('Mail server, as smtps://user:password@mail.example.org. Without it e-mail is off.'),
  MAIL_FROM: text
    .regex(/^[^<>@\s]+@[^<>@\s]+$|^[^<>@\r\n]+<[^<>@\s]+@[^<>@\s]+>$/, 'must look like Lisolo <avis@example.org>')
    .optional()
    .describe('Sender of e-mails, as Lisolo <avis@example.org>.'),
  TELEGRAM_TOKEN: text
    .regex(/^\d+:[\w-]{20,}$/, 'must look like 123456789:AA..., as @BotFather gives it')
    .optional()
    .describe("The bot's token from @BotFather."),
  TELEGRAM_API_ROOT: webAddress
    .default('https://api.telegram.org')
    .describe('Another Bot API server, such as a local one.'),
  TELEGRAM_WEBHOOK_SECRET: text
    .regex(/^[\w-]{8,256}$/, 'must have 8 to 256 letters, digits, - or _')
    .optional()
    .describe('Telegram shows it on each webhook call; without it one is derived from SECRET.'),
  WHATSAPP: z
    .enum(['off', 'web', 'cloud'], 'must be off, web or cloud')
    .default('off')
    .describe('cloud: the official API, for production; web: link a phone by QR code (accounts may be banned).'),
  WHATSAPP_BROWSER: text.default('/usr/bin/chromium').describe('Browser that WhatsApp Web runs in.'),
  WHATSAPP_DAILY_CAP: wholeNumber(1, 100_000).default(1000).describe('Most messages sent over WhatsApp in a day.'),
  WHATSAPP_CLOUD_TOKEN: text.optional().describe('Cloud API: access token of a system user.'),
  WHATSAPP_CLOUD_PHONE_ID: text
    .regex(/^\d{5,20}$/, 'must be the number that Meta gives the phone, digits only')
    .optional()
    .describe("Cloud API: WhatsApp's id of the phone number."),
  WHATSAPP_CLOUD_APP_SECRET: text.optional().describe("Cloud API: the app's secret, which signs what WhatsApp sends."),
  WHATSAPP_CLOUD_VERIFY_TOKEN: text
    .optional()
    .describe("Cloud API: the word typed into Meta's console for the webhook."),
  WHATSAPP_CLOUD_API_ROOT: webAddress.default('https://graph.facebook.com/v23.0').describe('Cloud API: its address.'),
  WHATSAPP_CLOUD_TEMPLATE: text
    .regex(/^[a-z0-9_]{1,512}$/, 'must be the name of a template: a-z, 0-9 and _')
    .optional()
    .describe('Cloud API: an approved template with one parameter, for notices after 24 hours of silence.'),
});

export type Settings = z.output<typeof settings>;
