/** What the Bot API refuses, with its own words: the rules that a bot can break. */
export class BotApiError extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown>;

  constructor(code: number, description: string, parameters: Record<string, unknown> = {}) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export type Parameters = Record<string, unknown>;

const bad = (what: string): never => {
  throw new BotApiError(400, `Bad Request: ${what}`);
};

export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

export interface Markup {
  readonly inline_keyboard?: readonly (readonly InlineButton[])[];
  readonly keyboard?: readonly (readonly {
    readonly text: string;
    readonly request_contact?: boolean;
    readonly request_location?: boolean;
  }[])[];
  readonly remove_keyboard?: boolean;
}

export function checkText(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '') return bad('message text is empty');
  if (/\p{Surrogate}/u.test(text)) return bad('strings must be encoded in UTF-8');
  if (text.length > 4096) return bad('message is too long');
  return text.trim();
}

export function checkCaption(caption: unknown): string | undefined {
  if (caption === undefined) return undefined;
  if (typeof caption !== 'string') return bad('caption must be a string');
  if (caption.length > 1024) return bad('message caption is too long');
  return caption;
}

export function checkMarkup(given: unknown): Markup | undefined {
  if (given === undefined) return undefined;
  const markup = (typeof given === 'string' ? JSON.parse(given) : given) as Markup;
  const kinds = ['inline_keyboard', 'keyboard', 'remove_keyboard', 'force_reply'].filter((kind) => kind in markup);
  if (kinds.length !== 1) bad("can't parse reply keyboard markup JSON object");
  for (const button of (markup.inline_keyboard ?? []).flat()) checkButton(button);
  for (const button of (markup.keyboard ?? []).flat()) if (!button.text) bad('text buttons are unallowed without text');
  return markup;
}

function checkButton(button: InlineButton): void {
  if (!button.text.trim()) bad('text buttons are unallowed in the inline keyboard');
  if (button.url !== undefined) return checkUrl(button.url);
  const size = Buffer.byteLength(button.callback_data ?? '');
  if (size < 1 || size > 64) bad('BUTTON_DATA_INVALID');
}

function checkUrl(url: string): void {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (!host.includes('.')) bad(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
}

export function checkCommands(given: unknown): void {
  const commands = (typeof given === 'string' ? JSON.parse(given) : given) as {
    command: string;
    description: string;
  }[];
  if (!Array.isArray(commands) || commands.length > 100) bad('BOT_COMMANDS_TOO_MUCH');
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) bad('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256) bad('BOT_COMMAND_DESCRIPTION_INVALID');
  }
}
