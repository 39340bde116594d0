import { defineFlow } from '../../dialog/types.ts';
import type { IdentityService } from '../types.ts';
import { consentScreen } from './consent-screen.ts';

/** Asks again whoever refused at first and now wants a service that must remember them. */
export const askConsent = defineFlow<'ask', Record<string, never>, { readonly identity: IdentityService }>({
  id: 'ask-consent',
  version: 1,
  start: 'ask',
  screens: { ask: consentScreen() },
});
