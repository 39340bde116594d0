import path from 'node:path';
import { localSecret } from './local-secret.ts';
import { plainProfile, type BankProfiles } from './payments/index.ts';
import { settings, type Settings } from './settings.ts';

/** The settings in the shape the program uses. */
export interface Config {
  readonly environment: Settings['NODE_ENV'];
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly mongodbUri: string | undefined;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** False when PUBLIC_URL is not set: vendors cannot call this server. */
  readonly isReachable: boolean;
  readonly trustProxy: number | string;
  readonly secret: string;
  readonly logLevel: Settings['LOG_LEVEL'];
  readonly defaultCountry: Settings['DEFAULT_COUNTRY'];
  readonly demo: { readonly on: boolean; readonly secret: string | undefined };
  readonly simulator: boolean;
  readonly paymentApprovalMinutes: number;
  /** Different plates that somebody may look up in a day, and how long it is kept who did. */
  /** Official registers of vehicles that are plugged in. */
  readonly vehicleRegister: {
    readonly file: string | undefined;
    readonly http: { readonly root: string; readonly token: string } | undefined;
    readonly maxAgeDays: number;
  };
  /** Whether machines of our own network may be asked for what others named. */
  readonly outboundAllowPrivate: boolean;
  readonly lookups: { readonly citizen: number; readonly staff: number; readonly keepDays: number };
  /** How statements of banks are written, by name; `plain` among them. */
  readonly bankProfiles: BankProfiles;
  /** Printed on notes de perception, where set. */
  readonly treasury: { readonly whatsapp?: string; readonly banks: NonNullable<Settings['TREASURY_BANK_ACCOUNTS']> };
  /** Undefined without an account. */
  readonly pawapay: { readonly token: string; readonly root: string; readonly verifyCallbacks: boolean } | undefined;
  /** Undefined without an account. */
  readonly wave: { readonly token: string; readonly webhookSecret: string; readonly root: string } | undefined;
  readonly ussd: {
    readonly serviceCode: string;
    readonly secret: string | undefined;
    readonly allow: readonly string[];
    readonly pageSeptets: number;
  };
  readonly telegram: {
    readonly token: string | undefined;
    readonly apiRoot: string;
    readonly webhookSecret: string | undefined;
  };
  readonly whatsapp: {
    readonly mode: Settings['WHATSAPP'];
    readonly browser: string;
    readonly dailyCap: number;
    readonly cloud: {
      readonly token: string | undefined;
      readonly phoneId: string | undefined;
      readonly appSecret: string | undefined;
      readonly verifyToken: string | undefined;
      readonly apiRoot: string;
      readonly template: string | undefined;
    };
  };
  /** Undefined without a mail server: e-mail is then off. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
  /** Undefined without an account: SMS are then kept for the simulator. */
  readonly africasTalking:
    | {
        readonly username: string;
        readonly apiKey: string;
        readonly sender: string | undefined;
        readonly baseUrl: string | undefined;
      }
    | undefined;
}

/** All that is wrong with the settings, one sentence each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`Wrong settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Rules between settings. */
function faultsBetween(values: Settings): string[] {
  const isProduction = values.NODE_ENV === 'production';
  const pairs: [boolean, string][] = [
    [isProduction && values.SECRET === undefined, 'SECRET is required in production (openssl rand -hex 32)'],
    [isProduction && values.DEMO === true, 'DEMO cannot be on in production'],
    [isProduction && values.OUTBOUND_ALLOW_PRIVATE, 'OUTBOUND_ALLOW_PRIVATE cannot be on in production'],
    [values.AT_USERNAME !== undefined && values.AT_API_KEY === undefined, 'AT_API_KEY is required with AT_USERNAME'],
    [values.SMTP_URL !== undefined && values.MAIL_FROM === undefined, 'MAIL_FROM is required with SMTP_URL'],
    [
      values.WAVE_API_KEY !== undefined && values.WAVE_WEBHOOK_SECRET === undefined,
      'WAVE_WEBHOOK_SECRET is required with WAVE_API_KEY',
    ],
    [
      values.VEHICLE_REGISTER_URL !== undefined && values.VEHICLE_REGISTER_TOKEN === undefined,
      'VEHICLE_REGISTER_TOKEN is required with VEHICLE_REGISTER_URL',
    ],
    [values.AT_API_KEY !== undefined && values.AT_USERNAME === undefined, 'AT_USERNAME is required with AT_API_KEY'],
  ];
  const cloudKeys = [
    'WHATSAPP_CLOUD_TOKEN',
    'WHATSAPP_CLOUD_PHONE_ID',
    'WHATSAPP_CLOUD_APP_SECRET',
    'WHATSAPP_CLOUD_VERIFY_TOKEN',
  ] as const;
  const isCloud = values.WHATSAPP === 'cloud';
  for (const key of cloudKeys)
    pairs.push([isCloud && values[key] === undefined, `${key} is required with WHATSAPP=cloud`]);
  return pairs.filter(([isWrong]) => isWrong).map(([, fault]) => fault);
}

/** Empty strings count as unset, as in a copied `.env.example`. */
const withoutEmpty = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.keys(settings.shape).flatMap((key) => {
      const value = env[key];
      return value === undefined || value.trim() === '' ? [] : [[key, value]];
    }),
  );

function toConfig(values: Settings): Config {
  const isProduction = values.NODE_ENV === 'production';
  const dataDirectory = path.resolve(values.DATA_DIR);
  return {
    environment: values.NODE_ENV,
    isProduction,
    port: values.PORT,
    host: values.HOST,
    dataDirectory,
    mongodbUri: values.MONGODB_URI,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    isReachable: values.PUBLIC_URL !== undefined,
    trustProxy: values.TRUST_PROXY,
    secret: values.SECRET ?? localSecret(dataDirectory),
    logLevel: values.LOG_LEVEL,
    defaultCountry: values.DEFAULT_COUNTRY,
    demo: { on: values.DEMO ?? !isProduction, secret: values.DEMO_SECRET },
    simulator: values.SIMULATOR ?? !isProduction,
    paymentApprovalMinutes: values.PAYMENT_APPROVAL_MINUTES,
    vehicleRegister: {
      file: values.VEHICLE_REGISTER_FILE,
      http:
        values.VEHICLE_REGISTER_URL === undefined || values.VEHICLE_REGISTER_TOKEN === undefined
          ? undefined
          : { root: values.VEHICLE_REGISTER_URL, token: values.VEHICLE_REGISTER_TOKEN },
      maxAgeDays: values.VEHICLE_REGISTER_MAX_AGE_DAYS,
    },
    lookups: {
      citizen: values.LOOKUPS_PER_DAY,
      staff: values.LOOKUPS_PER_DAY_STAFF,
      keepDays: values.LOOKUP_KEEP_DAYS,
    },
    outboundAllowPrivate: values.OUTBOUND_ALLOW_PRIVATE,
    bankProfiles: { plain: plainProfile(values.DEFAULT_COUNTRY), ...values.BANK_PROFILES },
    treasury: {
      ...(values.PUBLIC_WHATSAPP === undefined ? {} : { whatsapp: values.PUBLIC_WHATSAPP }),
      banks: values.TREASURY_BANK_ACCOUNTS ?? {},
    },
    pawapay:
      values.PAWAPAY_TOKEN === undefined
        ? undefined
        : {
            token: values.PAWAPAY_TOKEN,
            root: values.PAWAPAY_API_ROOT,
            verifyCallbacks: values.PAWAPAY_VERIFY_CALLBACKS,
          },
    wave:
      values.WAVE_API_KEY === undefined || values.WAVE_WEBHOOK_SECRET === undefined
        ? undefined
        : { token: values.WAVE_API_KEY, webhookSecret: values.WAVE_WEBHOOK_SECRET, root: values.WAVE_API_ROOT },
    ussd: {
      serviceCode: values.USSD_SERVICE_CODE,
      secret: values.USSD_SECRET,
      allow: values.USSD_ALLOW,
      pageSeptets: values.USSD_PAGE_SEPTETS,
    },
    telegram: {
      token: values.TELEGRAM_TOKEN,
      apiRoot: values.TELEGRAM_API_ROOT,
      webhookSecret: values.TELEGRAM_WEBHOOK_SECRET,
    },
    whatsapp: {
      mode: values.WHATSAPP,
      browser: values.WHATSAPP_BROWSER,
      dailyCap: values.WHATSAPP_DAILY_CAP,
      cloud: {
        token: values.WHATSAPP_CLOUD_TOKEN,
        phoneId: values.WHATSAPP_CLOUD_PHONE_ID,
        appSecret: values.WHATSAPP_CLOUD_APP_SECRET,
        verifyToken: values.WHATSAPP_CLOUD_VERIFY_TOKEN,
        apiRoot: values.WHATSAPP_CLOUD_API_ROOT,
        template: values.WHATSAPP_CLOUD_TEMPLATE,
      },
    },
    mail:
      values.SMTP_URL === undefined || values.MAIL_FROM === undefined
        ? undefined
        : { url: values.SMTP_URL, from: values.MAIL_FROM },
    africasTalking:
      values.AT_USERNAME === undefined || values.AT_API_KEY === undefined
        ? undefined
        : {
            username: values.AT_USERNAME,
            apiKey: values.AT_API_KEY,
            sender: values.AT_SENDER,
            baseUrl: values.AT_BASE_URL,
          },
  };
}

/**
 * The settings from the environment. Outside production, without SECRET, it makes one and keeps it in DATA_DIR.
 * Throws a ConfigError that lists every fault at once; a value that may be a secret is never repeated in it.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = withoutEmpty(env);
  const parsed = settings.safeParse(given);
  if (parsed.success) {
    const faults = faultsBetween(parsed.data);
    if (faults.length > 0) throw new ConfigError(faults);
    return toConfig(parsed.data);
  }
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  const rest = settings.safeParse(Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key))));
  const between = rest.success
    ? faultsBetween(rest.data).filter((fault) => ![...wrong].some((key) => fault.startsWith(key)))
    : [];
  throw new ConfigError([...faults, ...between]);
}
