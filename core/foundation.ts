import type { Connection } from 'mongoose';
import { createAccessService, createIdempotency } from './access/index.ts';
import { createAuditService } from './audit/index.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createSigner } from './documents/index.ts';
import { createFileService } from './files/index.ts';
import { createIdentityService } from './identity/index.ts';
import { createSpeak, loadLocales } from './language/index.ts';
import type { Log } from './log.ts';
import { createAfricasTalkingSms, createEmail, createNotificationService } from './notifications/index.ts';
import { createOutbound } from './outbound/index.ts';

/** What each part of the product is built with. */
export interface PartDeps {
  readonly config: Config;
  readonly connection: Connection;
  readonly log: Log;
  readonly clock: Clock;
}

/** What every service stands on: people and their rights, the record of what was done, words, files and messages. */
export function createFoundation({ config, connection, log, clock }: PartDeps) {
  const { publicUrl, secret } = config;
  const locales = loadLocales();
  const speak = createSpeak({ locales, strict: config.environment === 'test' });
  const identity = createIdentityService({ connection, clock, defaultCountry: config.defaultCountry });
  const audit = createAuditService({ connection, clock });
  const access = createAccessService({ connection, clock, people: identity, audit, secret });
  const idempotency = createIdempotency({ connection, clock });
  const files = createFileService({ connection, publicUrl, secret, clock });
  const signer = createSigner({ secret });
  const outbound = createOutbound({ allowPrivate: config.outboundAllowPrivate });
  const notifications = createNotificationService({ connection, identity, files, speak, clock, log });
  if (config.mail) notifications.registerRoute('email', createEmail({ ...config.mail, speak, files }));
  if (config.africasTalking) notifications.registerRoute('sms', createAfricasTalkingSms(config.africasTalking));
  return { clock, locales, speak, identity, audit, access, idempotency, files, signer, outbound, notifications };
}

export type Foundation = ReturnType<typeof createFoundation>;
