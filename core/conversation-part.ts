import {
  createConversation,
  createEngine,
  createTurnStore,
  flowFaults,
  sendLaterBySms,
  type FlowRegistry,
} from './dialog/index.ts';
import { createFlows, type FlowServices } from './flows.ts';
import type { Foundation, PartDeps } from './foundation.ts';
import { hasText, localeFaults } from './language/index.ts';

function withoutFaults(registry: FlowRegistry, locales: Foundation['locales']): FlowRegistry {
  const faults = flowFaults({ registry, localeFaults: localeFaults(locales), has: hasText(locales) });
  if (faults.length > 0) throw new Error(`The dialogs have faults:\n  ${faults.join('\n  ')}`);
  return registry;
}

/** What doors talk to: every dialog, and the store of their turns. Throws when dialogs or locale files have faults. */
export function createConversationPart(deps: PartDeps & Foundation & FlowServices) {
  const { speak, log, clock, identity } = deps;
  const registry = withoutFaults(createFlows(deps), deps.locales);
  const turns = createTurnStore(deps);
  const conversation = createConversation({
    engine: createEngine({ registry, speak, log, now: clock }),
    store: turns,
    identity,
    clock,
    secret: deps.config.secret,
    sendLater: sendLaterBySms(deps.notifications),
  });
  return { turns, conversation };
}
