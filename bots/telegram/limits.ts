/** Sizes that Telegram allows (Bot API, sendMessage and sendPhoto), in UTF-16 units. */
export const maxText = 4096;
export const maxCaption = 1024;
/** Longer labels are cut on the screens of most phones. */
export const maxLabel = 40;
