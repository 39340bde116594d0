import { randomUUID } from 'node:crypto';
import type { ChatReply } from '../../bots/simulator/index.ts';

/** A USSD page as the simulated phone shows it. */
export interface UssdPage {
  readonly end: boolean;
  readonly text: string;
  readonly septets: number;
  readonly of: number;
}

export interface SimulatedPayment {
  readonly id: string;
  readonly amountText: string;
  readonly operator: string;
  readonly reference: string;
}

/** A person in front of the simulator's chat and the phone in their hand. */
export interface SimulatedUser {
  readonly phone: string;
  /** Sends a text and resolves to the answer. */
  says(text: string): Promise<ChatReply>;
  starts(): Promise<ChatReply>;
  /** Presses the button under the last answer whose label contains the words. */
  presses(label: string): Promise<ChatReply>;
  sendsPhoto(bytes: Buffer, type?: string): Promise<ChatReply>;
  sharesLocation(latitude: number, longitude: number): Promise<ChatReply>;
  sharesContact(): Promise<ChatReply>;
  /** The last answer. */
  last(): ChatReply;
  /** Waits for the operator's prompt and enters a PIN. */
  approvesPayment(): Promise<SimulatedPayment>;
  refusesPayment(): Promise<SimulatedPayment>;
  /** Waits until an SMS has come that contains the words; newest first. */
  sms(containing?: string): Promise<string>;
  /** What has come by itself in the chat since the user was made: waits for one that contains the words. */
  notice(containing?: string): Promise<ChatReply>;
  dials(code: string): Promise<UssdPage>;
  /** Answers the current USSD page. */
  types(answer: string): Promise<UssdPage>;
  /** Loses the network: the next `dials` is a new session. */
  losesNetwork(): void;
}

export interface SimulatorClient {
  user(phone: string): SimulatedUser;
}

const patienceMs = 45_000;

/** Tries until something is found; the only waiting in the client, and it ends as soon as the thing is there. */
async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`${what} did not come within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** What the page calls, called by a test: speaks to a running server, e.g. `http://127.0.0.1:3000`. */
export function createSimulatorClient(baseUrl: string): SimulatorClient {
  const api = `${baseUrl}/simulator/api`;

  async function call<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`${api}/${path}`, init);
    if (!response.ok) throw new Error(`${path.split('?')[0]}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const post = <T>(path: string, body: unknown): Promise<T> =>
    call<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  return { user: (phone) => createUser({ phone, call, post, events: `${api}/events` }) };
}

interface Line {
  readonly phone: string;
  readonly events: string;
  call<T>(path: string, init?: RequestInit): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

function createUser(line: Line): SimulatedUser {
  const { phone, call, post } = line;
  const query = new URLSearchParams({ as: phone }).toString();
  let lastReply: ChatReply | undefined;

  async function tell(input: object): Promise<ChatReply> {
    lastReply = await post<ChatReply>('messages', { as: phone, messageId: randomUUID(), input });
    return lastReply;
  }
  function last(): ChatReply {
    if (!lastReply) throw new Error('nothing has been said yet');
    return lastReply;
  }
  async function answersPayment(answer: 'approve' | 'refuse'): Promise<SimulatedPayment> {
    const payment = await eventually('a payment prompt', async () => {
      const pending = await call<SimulatedPayment[]>(`payments?${query}`);
      return pending[0];
    });
    await post(`payments/${encodeURIComponent(payment.id)}/${answer}`, { as: phone, pin: '1234' });
    return payment;
  }

  return {
    phone,
    says: (text) => tell({ kind: 'text', text }),
    starts: () => tell({ kind: 'start' }),
    presses(label) {
      const buttons = [...last().options, ...last().nav];
      const button = buttons.find((one) => one.label.includes(label));
      if (!button) throw new Error(`no button "${label}" among ${buttons.map((one) => one.label).join(' | ')}`);
      return tell({ kind: 'press', token: button.token });
    },
    async sendsPhoto(bytes, type = 'image/jpeg') {
      lastReply = await call<ChatReply>(`photos?${query}&messageId=${randomUUID()}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: new Uint8Array(bytes),
      });
      return lastReply;
    },
    sharesLocation: (latitude, longitude) => tell({ kind: 'location', latitude, longitude }),
    sharesContact: () => tell({ kind: 'contact' }),
    last,
    approvesPayment: () => answersPayment('approve'),
    refusesPayment: () => answersPayment('refuse'),
    sms: (containing = '') =>
      eventually('an SMS', async () => {
        const inbox = await call<{ text: string }[]>(`inbox?${query}`);
        return inbox.map(({ text }) => text).find((text) => text.includes(containing));
      }),
    notice: (containing = '') => nextNotice(`${line.events}?${query}&after=${'0'.repeat(24)}`, containing),
    ...createHandset(phone, post),
  };
}

function createHandset(phone: string, post: Line['post']): Pick<SimulatedUser, 'dials' | 'types' | 'losesNetwork'> {
  let sessionId = '';
  let answered = '';
  const ask = (text: string): Promise<UssdPage> => {
    answered = text;
    return post<UssdPage>('dial', { as: phone, sessionId, text });
  };
  return {
    dials(code) {
      sessionId = randomUUID();
      // `*384*123*2*1#` dials ahead; the code itself has two numbers.
      return ask(code.slice(1, -1).split('*').slice(2).join('*'));
    },
    types(answer) {
      if (sessionId === '') throw new Error('nothing has been dialled');
      return ask(answered === '' ? answer : `${answered}*${answer}`);
    },
    losesNetwork() {
      sessionId = '';
      answered = '';
    },
  };
}

/** Reads the stream of events until a notice with these words passes. */
async function nextNotice(url: string, containing: string): Promise<ChatReply> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  if (!response.body) throw new Error('the event stream is empty');
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      if (!frame.includes('event: notice')) continue;
      const { reply } = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? '{}') as { reply: ChatReply };
      const said = [...reply.notices, reply.text].join('\n');
      if (said.includes(containing)) return reply;
    }
  }
  throw new Error('the event stream ended');
}
