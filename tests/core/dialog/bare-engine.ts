import { createEngine, toLines } from '../../../core/dialog/index.ts';
import type { Caller, Engine, Input, Session, Surface } from '../../../core/dialog/index.ts';
import { chatSurface, strictSpeak } from '../../support/talk.ts';
import type { TeaHouse } from '../../support/tea-house.ts';

/** Somebody who has agreed already. */
export const caller: Caller = {
  channel: 'simulator',
  address: '+243810000001',
  phone: '+243810000001',
  country: 'CD',
  language: 'en',
  roles: [],
  consent: 'given',
};
export const now = new Date('2026-11-20T10:00:00Z');

/** Plays on the bare engine, through JSON. */
export function play(
  house: TeaHouse,
  {
    surface = chatSurface,
    errors = [] as unknown[],
    who = caller,
  }: { surface?: Surface; errors?: unknown[]; who?: Caller } = {},
) {
  const log = { info: () => undefined, warn: () => undefined, error: (facts: object) => void errors.push(facts) };
  const engine: Engine = createEngine({ registry: house.registry, speak: strictSpeak, log, now: () => now });
  let session: Session = engine.open({
    dialogId: 'simulator:x',
    rev: 100,
    caller: who,
    language: 'en',
    at: now.toISOString(),
  });
  let last: Awaited<ReturnType<Engine['step']>> | undefined;
  const context = () => ({ surface, now, turnId: `t:${session.rev + 1}`, rev: session.rev + 1, traceId: 'trace-1' });
  const gives = async (input: Input): Promise<string> => {
    last = await engine.step(session, input, context());
    session = JSON.parse(JSON.stringify(last.session)) as Session;
    return toLines(last.reply, strictSpeak, surface);
  };
  return {
    gives,
    says: (text: string) => gives({ kind: 'text', text }),
    press: (token: string) => gives({ kind: 'press', token }),
    reply: () => last!.reply,
    screen: () => toLines(last!.reply, strictSpeak, surface),
    stepped: () => last!,
    session: () => session,
    engine,
    replace: (changed: Partial<Session>) => {
      session = { ...session, ...changed };
    },
  };
}
