import type { Answering } from './answering.ts';
import { refuse } from './answering.ts';
import { createCommands } from './commands.ts';
import type { CurrentScreen, StepContext } from './current-screen.ts';
import { indexOfNumber } from './draw.ts';
import { hintFor } from './hints.ts';
import type { createMoves, Position } from './moves.ts';
import type { FlowRegistry } from './registry.ts';
import type { Session } from './session.ts';
import { createShortcuts } from './shortcuts.ts';
import { captioned, cleaned, maxTyped, numberIn } from './typed.ts';
import type { Input } from './types.ts';
import { t } from './words.ts';
import type { Speak } from './words.ts';

type SentInput = Extract<Input, { kind: 'photo' | 'document' }>;
type Written = Extract<Input, { kind: 'text' }>;

/** Makes of an input what is meant by it: a command, a choice, a shortcut, or an answer to the screen; and does that. */
export type Understand = (session: Session, input: Input, context: StepContext) => Promise<Position>;

export function createUnderstanding({
  registry,
  speak,
  moves,
  current: { screenOf },
  answering: { answer },
}: {
  registry: FlowRegistry;
  speak: Speak;
  moves: ReturnType<typeof createMoves>;
  current: CurrentScreen;
  answering: Answering;
}): Understand {
  const commandOf = createCommands(speak);
  const shortcuts = createShortcuts(registry, speak);

  async function viaShortcut(
    session: Session,
    input: Input,
    context: StepContext,
    alwaysOnly = false,
  ): Promise<Position | undefined> {
    const hit = await shortcuts.find(input, session.caller, context.surface, alwaysOnly);
    return (
      hit &&
      moves.enter(session, hit.flow, { data: hit.data, ...(hit.screen && { screen: hit.screen }), over: alwaysOnly })
    );
  }

  /** Words and numbers that belong to the engine on every screen. */
  async function viaCommand(session: Session, text: string, context: StepContext): Promise<Position | undefined> {
    if (text === '00') return moves.goHome(session);
    if (text === '0' && moves.canGoBack(session)) return moves.back(session);
    if (text === '98' && session.page < session.shown.pages - 1) return turnPage(session);
    switch (commandOf(text)) {
      case 'home':
        return moves.goHome(session);
      case 'cancel':
        return moves.goHome(session, [t('dialog:cancelled')]);
      case 'back':
        return moves.back(session);
      case 'more':
        return session.page < session.shown.pages - 1 ? turnPage(session) : undefined;
      case 'help':
        return { session, notices: [hintFor(context.surface).help] };
      case 'greet':
      case undefined:
        return viaShortcut(session, { kind: 'text', text }, context, true);
    }
  }

  const turnPage = (session: Session): Position => ({ session: { ...session, page: session.page + 1 }, notices: [] });

  async function typed(session: Session, input: Written, context: StepContext): Promise<Position> {
    const text = cleaned(input.text);
    if (text.length > maxTyped) return refuse(session, t('dialog:tooLong', { count: maxTyped }));
    const { notUnderstood } = hintFor(context.surface);
    if (text === '') return refuse(session, notUnderstood);
    const command = await viaCommand(session, text, context);
    if (command) return command;
    if (session.ended) return (await viaShortcut(session, { kind: 'text', text }, context)) ?? moves.goHome(session);
    const screen = screenOf(session);
    const numbered = numberIn(text);
    const value =
      numbered !== undefined && screen.on.choice ? session.shown.values[indexOfNumber(numbered)] : undefined;
    // A number that is typed before any choice was seen is a guess: the choices are shown first.
    if (value !== undefined && session.shown.unseen && !input.byHeart) return turnPage(session);
    if (value !== undefined) return answer(session, 'choice', value, context);
    const taken = screen.on.text
      ? await answer(session, 'text', text, context)
      : refuse(session, /^\d+$/.test(text) ? t('dialog:invalidChoice') : notUnderstood);
    if (!taken.refused || screen.secret) return taken;
    // Whoever has seen no screen yet has not answered one wrongly: these are words of greeting.
    const unasked = session.shown.pages === 0 ? { ...taken, notices: [] } : taken;
    const via = await viaShortcut(session, { kind: 'text', text }, context);
    // A greeting, or START from somebody who has stopped nothing, is no mistake.
    return via ?? (commandOf(text) === 'greet' ? moves.goHome(session) : unasked);
  }

  async function pressed(session: Session, token: string, context: StepContext): Promise<Position> {
    const [rev, what = ''] = token.split(':');
    if (rev !== String(session.rev)) return refuse(session, t('dialog:staleButton'));
    if (what === 'home') return moves.goHome(session);
    if (what === 'back') return moves.back(session);
    if (what === 'more') return session.page < session.shown.pages - 1 ? turnPage(session) : { session, notices: [] };
    const value = /^\d+$/.test(what) ? session.shown.values[Number(what)] : undefined;
    if (value === undefined || session.ended) return refuse(session, t('dialog:staleButton'));
    return answer(session, 'choice', value, context);
  }

  /** A photo or a file; what is written beneath it is read as anything that is typed. */
  async function sent(session: Session, input: SentInput, context: StepContext): Promise<Position> {
    const file = { fileId: input.fileId, ...captioned(cleaned(input.caption ?? '')) };
    if (!session.ended && screenOf(session).on[input.kind]) return answer(session, input.kind, file, context);
    return (
      (await viaShortcut(session, { kind: input.kind, ...file }, context)) ?? refuse(session, t('dialog:cannotUse'))
    );
  }

  async function understand(session: Session, input: Input, context: StepContext): Promise<Position> {
    switch (input.kind) {
      case 'start':
        return (
          (input.payload
            ? await viaShortcut(session, { kind: 'text', text: cleaned(input.payload) }, context)
            : undefined) ?? moves.goHome(session)
        );
      case 'text':
        return typed(session, input, context);
      case 'press':
        return pressed(session, input.token, context);
      case 'photo':
      case 'document':
        return sent(session, input, context);
      case 'location':
      case 'contact':
        if (!session.ended && screenOf(session).on[input.kind])
          return answer(session, input.kind, input as never, context);
        return (await viaShortcut(session, input, context)) ?? refuse(session, t('dialog:cannotUse'));
      case 'unsupported':
        return refuse(session, t('dialog:unsupported'));
      case 'dialled':
        throw new Error('a dialled text is taken apart before it comes to the engine');
    }
  }

  return understand;
}
