import qrcode from 'qrcode';
import type { Express, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../../core/clock.ts';

/** Codes change every 20 seconds; after this many the terminal only tells where the picture is. */
const printedCodes = 15;

export interface Pairing {
  /** A new code, or undefined when none is waiting to be scanned any more. */
  show(code: string | undefined): void;
  /** The code that waits to be scanned, as a picture. */
  current(): { readonly png: Buffer; readonly at: Date } | undefined;
  mount(http: Express, protect: RequestHandler): void;
}

/** Shows the pairing code in the terminal and keeps it as PNG. Whoever scans it owns the line: the route is protected. */
export function createPairing({
  clock,
  print,
  log,
}: {
  clock: Clock;
  print: (text: string) => void;
  log: Logger;
}): Pairing {
  let shown: { readonly png: Buffer; readonly at: Date } | undefined;
  let latest: string | undefined;
  let printed = 0;

  async function draw(code: string): Promise<void> {
    const at = clock();
    const png = await qrcode.toBuffer(code, { type: 'png', width: 420, margin: 4 });
    const text = await qrcode.toString(code, { type: 'terminal', small: true });
    if (latest !== code) return;
    shown = { png, at };
    printed += 1;
    if (printed <= printedCodes) print(`WhatsApp: scan with the phone (Linked devices)\n${text}\n`);
    if (printed === printedCodes) print('WhatsApp: later codes are shown at /whatsapp/pairing.png only\n');
  }

  return {
    show(code) {
      latest = code;
      shown = undefined;
      if (code === undefined) printed = 0;
      else draw(code).catch((error: unknown) => log.error({ err: error }, 'pairing code could not be drawn'));
    },
    current: () => shown,
    mount(http, protect) {
      http.get('/whatsapp/pairing.png', protect, (_request, response) => {
        response.set('Cache-Control', 'no-store');
        if (!shown) {
          response.status(404).type('application/problem+json');
          response.json({ type: 'about:blank', title: 'No pairing code is waiting to be scanned', status: 404 });
          return;
        }
        response.type('image/png').send(shown.png);
      });
    },
  };
}
