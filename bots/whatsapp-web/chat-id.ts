/** What kind of conversation a WhatsApp id names: `<user>@<server>`. */
export type ChatKind = 'phone' | 'hidden' | 'group' | 'channel' | 'broadcast' | 'other';

const kinds: Readonly<Record<string, ChatKind>> = {
  'c.us': 'phone',
  's.whatsapp.net': 'phone',
  // A "linked id": WhatsApp hides the number from those who do not have it in their contacts.
  lid: 'hidden',
  'g.us': 'group',
  newsletter: 'channel',
  broadcast: 'broadcast',
};

function split(chatId: string): { readonly user: string; readonly server: string } {
  const at = chatId.lastIndexOf('@');
  const user = at < 0 ? chatId : chatId.slice(0, at);
  // `243970000001:12@c.us` names one device of the same person.
  return { user: user.split(':')[0] ?? '', server: at < 0 ? '' : chatId.slice(at + 1) };
}

const isNumber = (user: string): boolean => /^[1-9]\d{6,14}$/.test(user);

/** Tells people from groups, channels, status broadcasts and WhatsApp's own notices (`0@c.us`). */
export function chatKind(chatId: string): ChatKind {
  const { user, server } = split(chatId);
  const kind = kinds[server] ?? 'other';
  return kind === 'phone' && !isNumber(user) ? 'other' : kind;
}

/** The number in E.164 when the id bears one. */
export function phoneOf(chatId: string | undefined): string | undefined {
  if (chatId === undefined || chatKind(chatId) !== 'phone') return undefined;
  return `+${split(chatId).user}`;
}
