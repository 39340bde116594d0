import type { Door } from '../../core/door.ts';
import { createMailbox } from './mailbox.ts';
import { createSimulatorRouter } from './router.ts';
import { createChatDelivery, createSmsDelivery } from './send.ts';
import { createStreams } from './streams.ts';
import type { SimulatorDeps } from './types.ts';

const linkMinutes = 7 * 24 * 60;

/** The web simulator: a chat and a keypad phone in one page, on the same core as every other door. */
export function createSimulatorDoor(deps: SimulatorDeps): Door {
  const { config, connection, clock, files, speak, notifications, sandbox, log } = deps;
  const mailbox = createMailbox({ connection, clock });
  const streams = createStreams({ mailbox, sandbox, log });
  // Signed links are made for the public address; the page fetches the same token from its own origin.
  const fileUrl = (fileId: string): string => {
    const token = files.link(fileId, linkMinutes).split('/').at(-1) ?? '';
    return `/simulator/api/files/${token}`;
  };

  return {
    name: 'simulator',
    status: () =>
      config.simulator
        ? { on: true, why: `${config.publicUrl}/simulator` }
        : { on: false, why: 'off in production; SIMULATOR=on shows it' },
    mount(http) {
      if (!config.simulator) return;
      http.use('/simulator', createSimulatorRouter({ ...deps, mailbox, streams, fileUrl }));
    },
    async start() {
      if (!config.simulator) return;
      await mailbox.ready();
      notifications.registerRoute('simulator', createChatDelivery({ mailbox, speak, fileUrl }));
      if (deps.ownsSms) notifications.registerRoute('sms', createSmsDelivery({ mailbox, speak }));
    },
    stop() {
      streams.closeAll();
      return Promise.resolve();
    },
  };
}
