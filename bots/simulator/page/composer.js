// @ts-check
import { buttonById, byId, dialogById, inputById, drawing, make } from './dom.js';
import { places } from './places.js';
import { onLanguage, say } from './words.js';

/**
 * The line in which the person writes, and the sheets for photos and places.
 * @param {{ text: (text: string) => void, place: (place: { name: string, latitude: number, longitude: number }) => void,
 *   photo: (file: File, caption: string) => void, contact: () => void }} chat
 */
export function createComposer(chat) {
  const field = /** @type {HTMLTextAreaElement} */ (byId('chat-text'));
  const form = /** @type {HTMLFormElement} */ (byId('composer'));
  const placeDialog = dialogById('place-dialog');
  const photoDialog = dialogById('photo-dialog');
  const asksBar = byId('chat-asks');
  /** @type {string[]} */
  let asks = [];
  /** @type {File | undefined} */
  let chosen;
  let preview = '';

  const fit = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 132)}px`;
  };
  field.addEventListener('input', fit);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') return field.focus();
    field.value = '';
    fit();
    chat.text(text);
    field.focus({ preventScroll: true });
  });

  /** @param {File | null | undefined} file */
  function offer(file) {
    if (!file) return;
    chosen = file;
    URL.revokeObjectURL(preview);
    preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : '';
    const shown = preview ? make('img', { src: preview, alt: file.name }) : drawing('i-file', 'icon');
    byId('photo-preview').replaceChildren(
      shown,
      make('p', {}, `${file.name} · ${Math.max(1, Math.round(file.size / 1024))} ko`),
    );
    photoDialog.showModal();
    buttonById('photo-send').focus();
  }
  const fileField = inputById('photo-file');
  const openPhoto = () => fileField.click();
  const openPlace = () => placeDialog.showModal();
  buttonById('photo').addEventListener('click', openPhoto);
  buttonById('place').addEventListener('click', openPlace);
  fileField.addEventListener('change', () => {
    offer(fileField.files?.[0]);
    fileField.value = '';
  });
  field.addEventListener('paste', (event) => offer(event.clipboardData?.files[0]));
  const pane = byId('chat');
  pane.addEventListener('dragover', (event) => event.preventDefault());
  pane.addEventListener('drop', (event) => {
    event.preventDefault();
    offer(event.dataTransfer?.files[0]);
  });
  buttonById('photo-send').addEventListener('click', () => {
    photoDialog.close();
    // What was being written goes beneath it, as in other chats.
    if (chosen) {
      chat.photo(chosen, field.value.trim());
      field.value = '';
      fit();
    }
    chosen = undefined;
    preview = '';
    field.focus({ preventScroll: true });
  });

  /** @param {{ name: string, latitude: number, longitude: number }} place */
  function share(place) {
    placeDialog.close();
    chat.place(place);
    field.focus({ preventScroll: true });
  }
  byId('places').replaceChildren(
    ...places.map((place) =>
      make(
        'li',
        {},
        make(
          'button',
          { type: 'button', class: 'place', click: () => share(place) },
          drawing('i-place'),
          make('span', {}, make('b', {}, place.name), make('small', {}, place.town)),
        ),
      ),
    ),
  );
  buttonById('place-here').addEventListener('click', () => {
    const denied = () => (byId('place-fault').textContent = say('place.denied'));
    if (!('geolocation' in navigator)) return denied();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => share({ name: '', latitude: coords.latitude, longitude: coords.longitude }),
      denied,
      { timeout: 8000 },
    );
  });
  for (const dialog of [placeDialog, photoDialog]) {
    dialog.addEventListener('click', (event) => {
      const inside = event.target instanceof Element && event.target.closest('[data-close]');
      if (inside || event.target === dialog) dialog.close();
    });
    dialog.addEventListener('close', () => (byId('place-fault').textContent = ''));
  }

  function drawAsks() {
    const offers = [
      { ask: 'contact', word: /** @type {const} */ ('chat.contact'), icon: 'i-contact', act: chat.contact },
      { ask: 'location', word: /** @type {const} */ ('chat.place'), icon: 'i-place', act: openPlace },
      { ask: 'photo', word: /** @type {const} */ ('chat.photo'), icon: 'i-photo', act: openPhoto },
    ].filter(({ ask }) => asks.includes(ask));
    asksBar.hidden = offers.length === 0;
    asksBar.replaceChildren(
      ...offers.map(({ word, icon, act }) =>
        make('button', { type: 'button', class: 'soft', click: () => act() }, drawing(icon), say(word)),
      ),
    );
  }
  onLanguage(drawAsks);

  return {
    /** Offers what the last message asks for. @param {string[]} next */
    asks(next) {
      asks = next;
      drawAsks();
    },
    /** Writes a suggestion into the field, ready to be sent. @param {string} text */
    fill(text) {
      field.value = text;
      fit();
      field.focus();
    },
  };
}
