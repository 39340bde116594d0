import { bindFlow, createFlowRegistry, home, homeId, inMenuOrder, resume } from './dialog/index.ts';
import type { BoundFlow, FlowRegistry, Gates } from './dialog/index.ts';
import { fines, myFines, payFine } from './fines/index.ts';
import type { FindFinesDeps, PayFineDeps } from './fines/index.ts';
import {
  askConsent,
  chooseLanguage,
  enterPin,
  myAccount,
  setPin,
  sharePhone,
  startNotices,
  stopNotices,
  welcome,
} from './identity/index.ts';
import type { MyAccountDeps } from './identity/index.ts';

/** What the dialogs may use. */
export type FlowServices = FindFinesDeps & PayFineDeps & MyAccountDeps;

/** What is asked for before a dialog that requires it, and by which dialog. */
const gates: Gates = {
  welcome: { flow: welcome.id, isMet: ({ language, consent }) => language !== undefined && consent !== 'unasked' },
  consent: { flow: askConsent.id, isMet: ({ consent }) => consent === 'given' },
  phone: { flow: sharePhone.id, isMet: ({ phone }) => phone !== undefined },
  pin: { flow: enterPin.id, isMet: ({ staffUntil }, now) => staffUntil !== undefined && new Date(staffUntil) > now },
};

/** Every dialog of the product. A new service adds one line. */
const dialogs = (services: FlowServices): readonly BoundFlow[] => [
  bindFlow(fines, services),
  bindFlow(myFines, services),
  bindFlow(payFine, services),
  bindFlow(myAccount, services),
  bindFlow(welcome, services),
  bindFlow(askConsent, services),
  bindFlow(sharePhone, services),
  bindFlow(enterPin, services),
  bindFlow(setPin, services),
  bindFlow(chooseLanguage, services),
  bindFlow(stopNotices, services),
  bindFlow(startNotices, services),
];

/** The dialogs with the main menu and the offer to resume, which are made of them. */
export function createFlows(services: FlowServices): FlowRegistry {
  const entries: BoundFlow = bindFlow(home, {
    entries: (caller, channel) => inMenuOrder(registry.openTo(caller, channel)),
  });
  const registry: FlowRegistry = createFlowRegistry({
    flows: [entries, bindFlow(resume, undefined), ...dialogs(services)],
    gates,
    home: homeId,
  });
  return registry;
}
