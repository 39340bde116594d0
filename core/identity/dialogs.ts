import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow, Gates } from '../dialog/index.ts';
import { askConsent } from './flows/ask-consent.ts';
import { chooseLanguage } from './flows/choose-language.ts';
import { enterPin } from './flows/enter-pin.ts';
import { myAccount } from './flows/my-account.ts';
import type { MyAccountDeps } from './flows/my-account.ts';
import { setPin } from './flows/set-pin.ts';
import { sharePhone } from './flows/share-phone.ts';
import { startNotices } from './flows/start-notices.ts';
import { stopNotices } from './flows/stop-notices.ts';
import { welcome } from './flows/welcome.ts';

export const identityDialogs = (services: MyAccountDeps): readonly BoundFlow[] => [
  bindFlow(welcome, services),
  bindFlow(askConsent, services),
  bindFlow(sharePhone, services),
  bindFlow(enterPin, services),
  bindFlow(setPin, services),
  bindFlow(myAccount, services),
  bindFlow(chooseLanguage, services),
  bindFlow(stopNotices, services),
  bindFlow(startNotices, services),
];

/** What is asked for before a dialog that requires it, and by which dialog. */
export const gates: Gates = {
  welcome: { flow: welcome.id, isMet: ({ language, consent }) => language !== undefined && consent !== 'unasked' },
  consent: { flow: askConsent.id, isMet: ({ consent }) => consent === 'given' },
  phone: { flow: sharePhone.id, isMet: ({ phone }) => phone !== undefined },
  pin: { flow: enterPin.id, isMet: ({ staffUntil }, now) => staffUntil !== undefined && new Date(staffUntil) > now },
};
