import { appointmentsDialogs } from './appointments/index.ts';
import { contentDialogs } from './content/index.ts';
import { bindFlow, createFlowRegistry, home, homeId, inMenuOrder, resume } from './dialog/index.ts';
import type { BoundFlow, FlowRegistry } from './dialog/index.ts';
import { agentDialogs, finesDialogs } from './fines/index.ts';
import { gates, identityDialogs } from './identity/index.ts';
import { organisationDialogs } from './organisations/index.ts';
import { paymentsDialogs } from './payments/index.ts';
import { platesDialogs } from './plates/index.ts';
import { deskDialogs, queueDialogs, queueFiguresDialogs } from './queues/index.ts';
import { reportDialogs, reportFiguresDialogs, reportTalkDialogs, reportWorkDialogs } from './reports/index.ts';
import { statisticsDialogs } from './statistics/index.ts';
import {
  lookupDialogs,
  ownershipDialogs,
  paperDialogs,
  requestDialogs,
  verificationDialogs,
} from './vehicles/index.ts';

/**
 * The dialogs of every service, asked in this order for a typed shortcut: what an agent means by a word goes before what
 * a citizen means. A new service is one line.
 */
const services = [
  identityDialogs,
  agentDialogs,
  // An officer means the vehicle by a plate, a citizen its fines.
  verificationDialogs,
  deskDialogs,
  reportWorkDialogs,
  reportTalkDialogs,
  lookupDialogs,
  finesDialogs,
  paymentsDialogs,
  ownershipDialogs,
  requestDialogs,
  paperDialogs,
  organisationDialogs,
  queueDialogs,
  appointmentsDialogs,
  reportDialogs,
  statisticsDialogs,
  queueFiguresDialogs,
  reportFiguresDialogs,
  contentDialogs,
  // Last: a photo that no other dialog recognises is read for its plate.
  platesDialogs,
] as const;

type All<Union> = (Union extends unknown ? (part: Union) => void : never) extends (part: infer Together) => void
  ? Together
  : never;

/** Everything that the dialogs ask for, put together from what each service asks for. */
export type FlowServices = All<Parameters<(typeof services)[number]>[0]>;

/** All dialogs, with the main menu and the offer to resume, which are made of them. */
export function createFlows(deps: FlowServices): FlowRegistry {
  const menu = bindFlow(home, { entries: (caller, channel) => inMenuOrder(registry.openTo(caller, channel)) });
  const dialogs: readonly BoundFlow[] = services.flatMap((dialogsOf) => dialogsOf(deps));
  const registry: FlowRegistry = createFlowRegistry({
    flows: [menu, bindFlow(resume, undefined), ...dialogs],
    gates,
    home: homeId,
  });
  return registry;
}
