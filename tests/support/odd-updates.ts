import { oddTexts, oddValues } from './garbage.ts';

const chat = (id: number, type = 'private') => ({ id, type, first_name: 'P' });
const from = (id: number) => ({ id, is_bot: false, first_name: 'P', language_code: 'xx-not-one' });
export const message = (id: number, content: object) => ({
  message_id: 1,
  date: 1,
  chat: chat(id),
  from: from(id),
  ...content,
});

/** Every kind of update of the Bot API, and known ones with parts missing or of another kind. */
export const updates = (id: number): readonly (readonly [string, Record<string, unknown>])[] => [
  ...['edited_message', 'channel_post', 'edited_channel_post', 'business_message', 'edited_business_message'].map(
    (kind) => [kind, { [kind]: message(id, { text: 'x' }) }] as const,
  ),
  ...[
    'business_connection',
    'deleted_business_messages',
    'message_reaction',
    'message_reaction_count',
    'inline_query',
    'chosen_inline_result',
    'shipping_query',
    'pre_checkout_query',
    'purchased_paid_media',
    'poll',
    'poll_answer',
    'chat_member',
    'chat_join_request',
    'chat_boost',
    'removed_chat_boost',
    'something_of_next_year',
  ].map(
    (kind) =>
      [kind, { [kind]: { id: 'x', chat: chat(id), from: from(id), user: from(id), query: '', date: 1 } }] as const,
  ),
  ...[
    'animation',
    'audio',
    'sticker',
    'story',
    'video',
    'video_note',
    'voice',
    'dice',
    'game',
    'poll',
    'venue',
    'invoice',
    'paid_media',
    'checklist',
    'giveaway',
    'new_chat_members',
    'left_chat_member',
    'pinned_message',
    'web_app_data',
    'successful_payment',
    'users_shared',
    'chat_shared',
    'passport_data',
    'proximity_alert_triggered',
    'forum_topic_created',
    'write_access_allowed',
    'gift',
    'something_of_next_year',
  ].map((kind) => [`a message with ${kind}`, { message: message(id, { [kind]: {} }) }] as const),
  ['nothing', {}],
  ['a message of nobody', { message: { message_id: 1, date: 1, chat: chat(id), text: 'x' } }],
  ['a message of a bot', { message: { ...message(id, { text: 'x' }), from: { ...from(id), is_bot: true } } }],
  ['a message of a group', { message: { ...message(id, { text: 'x' }), chat: chat(-id, 'supergroup') } }],
  ['a message without a chat', { message: { message_id: 1, from: from(id), text: 'x' } }],
  ['an empty message', { message: message(id, {}) }],
  ['a photo without sizes', { message: message(id, { photo: [] }) }],
  [
    'a photo that is not there',
    { message: message(id, { photo: [{ file_id: '../x', file_unique_id: 'u', width: 1, height: 1 }] }) },
  ],
  ['a document of 3 GB', { message: message(id, { document: { file_id: 'x', file_unique_id: 'u', file_size: 3e9 } }) }],
  [
    'a contact of letters',
    { message: message(id, { contact: { phone_number: 'call me', first_name: 'x', user_id: id } }) },
  ],
  ['a place beyond the earth', { message: message(id, { location: { latitude: 1e9, longitude: -1e9 } }) }],
  ['a press without data', { callback_query: { id: 'q', from: from(id), chat_instance: '1' } }],
  [
    'a press of a game',
    {
      callback_query: {
        id: 'q',
        from: from(id),
        game_short_name: 'x',
        message: { message_id: 1, date: 0, chat: chat(id) },
      },
    },
  ],
  [
    'a press of an old message',
    { callback_query: { id: 'q', from: from(id), data: '9:9', message: { message_id: 1, date: 0, chat: chat(id) } } },
  ],
  [
    'membership of a channel',
    {
      my_chat_member: {
        chat: chat(-id, 'channel'),
        from: from(id),
        date: 1,
        new_chat_member: { status: 'administrator' },
      },
    },
  ],
  [
    'membership of no kind',
    { my_chat_member: { chat: chat(id), from: from(id), date: 1, new_chat_member: { status: 'elsewhere' } } },
  ],
  ...oddTexts.map(([what, text]) => [what, { message: message(id, { text }) }] as const),
  ...oddTexts.map(([what, text]) => [`/start ${what}`, { message: message(id, { text: `/start ${text}` }) }] as const),
  ...oddTexts.map(
    ([what, data]) =>
      [
        `a press with ${what}`,
        { callback_query: { id: 'q', from: from(id), data, message: { message_id: 1, date: 1, chat: chat(id) } } },
      ] as const,
  ),
  ...oddValues.flatMap(([what, odd]) => [
    [`a message that is ${what}`, { message: odd }] as const,
    [`a text that is ${what}`, { message: message(id, { text: odd }) }] as const,
    [`a press that is ${what}`, { callback_query: odd }] as const,
  ]),
];

/** The same update, of another person: of one alone so many would be too many. */
export const shifted = (update: Record<string, unknown>, id: number): Record<string, unknown> =>
  JSON.parse(JSON.stringify(update).replaceAll('"id":1,', `"id":${id},`)) as Record<string, unknown>;
