import type { Api } from 'grammy';
import { languages, t } from '../../core/dialog/words.ts';
import type { Language, Speak } from '../../core/dialog/words.ts';

/** What the menu beside the text field offers; each is a word that the conversation knows in that language. */
const names = ['menu', 'language', 'help', 'stop'] as const;

/** Tells Telegram the command menu, in French for all and in each language for those who have set it. */
export async function setCommandMenu(api: Pick<Api, 'setMyCommands'>, speak: Speak): Promise<void> {
  const scope = { type: 'all_private_chats' } as const;
  const commands = (language: Language) =>
    names.map((name) => ({
      command: speak(t(`telegram:commands.${name}.command`), language),
      description: speak(t(`telegram:commands.${name}.about`), language),
    }));
  await api.setMyCommands(commands('fr'), { scope });
  for (const language of languages) await api.setMyCommands(commands(language), { scope, language_code: language });
}
