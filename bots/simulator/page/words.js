// @ts-check
/** The words of the page itself; what the service says comes from the server, in the person's own language. */

const fr = {
  simulator: 'simulateur',
  notice: 'Simulation : ni l’argent ni les SMS ne sont réels.',
  'notice.long':
    'Ceci est un simulateur. Les personnes, les plaques et les amendes sont inventées ; aucun argent réel ne circule et aucun SMS ne part.',
  'skip.chat': 'Aller à la conversation',
  'skip.phone': 'Aller au téléphone',
  pageLanguage: 'Langue de la page',
  panes: 'Conversation ou téléphone',
  close: 'Fermer',
  cancel: 'Annuler',
  'who.title': 'Qui appelle ?',
  'who.other': 'Ou un autre numéro',
  'who.use': 'Utiliser',
  'who.fault': 'Écrivez le numéro avec son indicatif, par exemple +243 81 234 56 78.',
  'who.unknown': 'Inconnu',
  'who.unknownHint': 'Un numéro tout neuf, jamais vu',
  'who.typed': 'Numéro saisi',
  'who.now': 'Vous êtes {{name}}, {{phone}}.',
  'who.countries': 'Pays',
  'country.CD': 'RD Congo',
  'country.SN': 'Sénégal',
  'role.pcr_agent': 'Police',
  'role.opj': 'OPJ',
  'role.admin': 'Admin',
  'role.super_admin': 'Admin',
  'role.agent': 'Agent',
  'try.title': 'À essayer',
  'try.twoFines': 'Deux amendes à payer',
  'try.noFine': 'Aucune amende',
  'try.oneFine': 'Une amende à payer, Sénégal',
  'try.word': 'Un mot suffit',
  'try.dial': 'Le même service par USSD',
  'try.plate': 'Photo d’une plaque',
  'try.plateHint': 'Quel est ce véhicule ?',
  'try.card': 'Photo d’une carte grise',
  'try.cardHint': 'Un papier à envoyer, dans Mes véhicules',
  'doors.title': 'Aussi sur',
  'chat.tab': 'Conversation',
  'chat.label': 'Conversation avec Lisolo',
  'chat.service': 'Services publics',
  'chat.typing': 'écrit…',
  'chat.offline': 'Connexion perdue, nouvel essai…',
  'chat.messages': 'Messages',
  'chat.new': 'Nouvelle conversation',
  'chat.photo': 'Envoyer une photo',
  'chat.place': 'Partager un lieu',
  'chat.contact': 'Partager mon numéro',
  'chat.write': 'Écrire un message',
  'chat.send': 'Envoyer',
  'chat.sending': 'envoi…',
  'chat.failed': 'Non envoyé.',
  'chat.retry': 'Réessayer',
  'chat.you': 'Vous',
  'chat.hello': 'Bonjour !',
  'chat.empty': 'Écrivez une plaque, envoyez la photo d’une plaque ou d’un code QR, ou commencez ici.',
  'chat.start': 'Commencer',
  'chat.open': 'Ouvrir',
  'chat.pdf': 'Document PDF',
  'chat.file': 'Document',
  'chat.location': 'Lieu partagé',
  'chat.contactShared': 'Numéro partagé',
  'chat.photoSent': 'Photo envoyée',
  'chat.answers': 'Réponses proposées',
  'phone.tab': 'Téléphone',
  'phone.label': 'Téléphone à touches',
  'phone.screen': 'Écran du téléphone',
  'phone.keypad': 'Clavier',
  'phone.call': 'Appeler ou envoyer',
  'phone.end': 'Raccrocher',
  'phone.clear': 'Effacer',
  'phone.dial': 'Numéro à composer',
  'phone.reply': 'Votre réponse',
  'phone.dialHint': 'Composez {{code}}',
  'phone.dialVerb': 'Composer',
  'phone.orGreen': 'ou la touche verte',
  'phone.busy': 'Exécution du code USSD…',
  'phone.send': 'Envoyer',
  'phone.back': 'Quitter',
  'phone.ok': 'OK',
  'phone.erase': 'Effacer',
  'phone.redial': 'Rappeler',
  'phone.unknown': 'Numéro non attribué. Le simulateur ne connaît que {{code}}.',
  'phone.lost': 'Réseau perdu. Rappelez {{code}} dans les 5 minutes : vous reprendrez où vous étiez.',
  'phone.fault': 'Problème de connexion ou code MMI non valide.',
  'phone.lose': 'Perdre le réseau',
  'phone.length': '{{count}} / {{of}} septets',
  'phone.noLength': 'Une page USSD : {{of}} septets',
  'phone.letters': 'lettres',
  'phone.digits': 'chiffres',
  'sms.title': 'SMS',
  'sms.none': 'Aucun SMS.',
  'sms.new': 'Nouveau SMS',
  'sms.from': 'Lisolo',
  'sms.back': 'Retour',
  'pay.title': 'Paiement',
  'pay.ask': 'Payer {{amount}} à Lisolo ?',
  'pay.reference': 'Réf. {{reference}}',
  'pay.pin': 'Code PIN (4 chiffres au choix)',
  'pay.approve': 'Payer',
  'pay.refuse': 'Refuser',
  'pay.needPin': 'Entrez 4 chiffres, n’importe lesquels.',
  'pay.approved': 'Paiement accepté.',
  'pay.refused': 'Paiement refusé.',
  'pay.gone': 'Cette demande n’attend plus de réponse.',
  'pay.toast': 'Le téléphone demande votre accord pour un paiement.',
  'toast.open': 'Voir',
  'place.title': 'Quel lieu partager ?',
  'place.here': 'Ma position actuelle',
  'place.denied': 'La position n’est pas disponible ici. Choisissez un lieu ci-dessous.',
  'photo.title': 'Envoyer cette photo ?',
  'photo.send': 'Envoyer',
  'fault.network': 'Le serveur ne répond pas. Vérifiez qu’il tourne, puis réessayez.',
  'fault.as': 'Ce numéro de téléphone n’est pas valide.',
};

/** @type {Record<keyof typeof fr, string>} */
const en = {
  simulator: 'simulator',
  notice: 'Simulation: neither the money nor the SMS are real.',
  'notice.long':
    'This is a simulator. The people, plates and fines are made up; no real money moves and no SMS is sent.',
  'skip.chat': 'Skip to the conversation',
  'skip.phone': 'Skip to the phone',
  pageLanguage: 'Language of the page',
  panes: 'Conversation or phone',
  close: 'Close',
  cancel: 'Cancel',
  'who.title': 'Who is calling?',
  'who.other': 'Or another number',
  'who.use': 'Use',
  'who.fault': 'Write the number with its country code, for example +243 81 234 56 78.',
  'who.unknown': 'Stranger',
  'who.unknownHint': 'A brand-new number, never seen',
  'who.typed': 'Typed number',
  'who.now': 'You are {{name}}, {{phone}}.',
  'who.countries': 'Country',
  'country.CD': 'DR Congo',
  'country.SN': 'Senegal',
  'role.pcr_agent': 'Police',
  'role.opj': 'OPJ',
  'role.admin': 'Admin',
  'role.super_admin': 'Admin',
  'role.agent': 'Agent',
  'try.title': 'Try this',
  'try.twoFines': 'Two fines to pay',
  'try.noFine': 'No fine',
  'try.oneFine': 'One fine to pay, Senegal',
  'try.word': 'One word is enough',
  'try.dial': 'The same service by USSD',
  'try.plate': 'Photo of a plate',
  'try.plateHint': 'Which vehicle is it?',
  'try.card': 'Photo of a registration card',
  'try.cardHint': 'A paper to send, in My vehicles',
  'doors.title': 'Also on',
  'chat.tab': 'Conversation',
  'chat.label': 'Conversation with Lisolo',
  'chat.service': 'Public services',
  'chat.typing': 'typing…',
  'chat.offline': 'Connection lost, trying again…',
  'chat.messages': 'Messages',
  'chat.new': 'New conversation',
  'chat.photo': 'Send a photo',
  'chat.place': 'Share a place',
  'chat.contact': 'Share my number',
  'chat.write': 'Write a message',
  'chat.send': 'Send',
  'chat.sending': 'sending…',
  'chat.failed': 'Not sent.',
  'chat.retry': 'Try again',
  'chat.you': 'You',
  'chat.hello': 'Hello!',
  'chat.empty': 'Type a plate, send a photo of a plate or a QR code, or start here.',
  'chat.start': 'Start',
  'chat.open': 'Open',
  'chat.pdf': 'PDF document',
  'chat.file': 'Document',
  'chat.location': 'Shared place',
  'chat.contactShared': 'Number shared',
  'chat.photoSent': 'Photo sent',
  'chat.answers': 'Suggested answers',
  'phone.tab': 'Phone',
  'phone.label': 'Keypad phone',
  'phone.screen': 'Screen of the phone',
  'phone.keypad': 'Keypad',
  'phone.call': 'Call or send',
  'phone.end': 'Hang up',
  'phone.clear': 'Clear',
  'phone.dial': 'Number to dial',
  'phone.reply': 'Your answer',
  'phone.dialHint': 'Dial {{code}}',
  'phone.dialVerb': 'Dial',
  'phone.orGreen': 'or press the green key',
  'phone.busy': 'Running USSD code…',
  'phone.send': 'Send',
  'phone.back': 'Quit',
  'phone.ok': 'OK',
  'phone.erase': 'Clear',
  'phone.redial': 'Redial',
  'phone.unknown': 'Number not in use. The simulator only knows {{code}}.',
  'phone.lost': 'Network lost. Dial {{code}} again within 5 minutes to carry on where you were.',
  'phone.fault': 'Connection problem or invalid MMI code.',
  'phone.lose': 'Lose the network',
  'phone.length': '{{count}} / {{of}} septets',
  'phone.noLength': 'One USSD page: {{of}} septets',
  'phone.letters': 'letters',
  'phone.digits': 'digits',
  'sms.title': 'SMS',
  'sms.none': 'No SMS.',
  'sms.new': 'New SMS',
  'sms.from': 'Lisolo',
  'sms.back': 'Back',
  'pay.title': 'Payment',
  'pay.ask': 'Pay {{amount}} to Lisolo?',
  'pay.reference': 'Ref. {{reference}}',
  'pay.pin': 'PIN (any 4 digits)',
  'pay.approve': 'Pay',
  'pay.refuse': 'Refuse',
  'pay.needPin': 'Enter 4 digits, any will do.',
  'pay.approved': 'Payment approved.',
  'pay.refused': 'Payment refused.',
  'pay.gone': 'This request no longer waits for an answer.',
  'pay.toast': 'The phone asks you to approve a payment.',
  'toast.open': 'Show',
  'place.title': 'Which place to share?',
  'place.here': 'My current position',
  'place.denied': 'The position is not available here. Pick a place below.',
  'photo.title': 'Send this photo?',
  'photo.send': 'Send',
  'fault.network': 'The server does not answer. Check that it runs, then try again.',
  'fault.as': 'This phone number is not valid.',
};

/** @typedef {keyof typeof fr} Word */
/** @typedef {'fr' | 'en'} PageLanguage */

/** @type {Record<PageLanguage, Record<Word, string>>} */
export const dictionaries = { fr, en };

/** @type {PageLanguage} */
let language = 'fr';
/** @type {(() => void)[]} */
const listeners = [];

export const pageLanguage = () => language;
/** @param {() => void} listener called after the page has changed its language */
export const onLanguage = (listener) => listeners.push(listener);

/** @param {Word} word @param {Record<string, string | number>} [params] */
export const say = (word, params = {}) =>
  dictionaries[language][word].replace(/\{\{(\w+)\}\}/g, (_match, name) => String(params[name] ?? ''));

/** True for a word of the page. @param {string} word @returns {word is Word} */
export const isWord = (word) => word in fr;

/** Puts the page's own texts into a language. @param {PageLanguage} next */
export function speakPage(next) {
  language = next;
  document.documentElement.lang = next;
  for (const node of document.querySelectorAll('[data-t]'))
    node.textContent = say(/** @type {Word} */ (node.getAttribute('data-t')));
  for (const node of document.querySelectorAll('[data-t-label]')) {
    const label = say(/** @type {Word} */ (node.getAttribute('data-t-label')));
    node.setAttribute('aria-label', label);
    if (node instanceof HTMLButtonElement) node.title = label;
  }
  for (const node of document.querySelectorAll('[data-t-placeholder]'))
    node.setAttribute('placeholder', say(/** @type {Word} */ (node.getAttribute('data-t-placeholder'))));
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.getAttribute('data-language') === next));
  listeners.forEach((listener) => listener());
}

/** @param {string | number | Date} at */
export const sayTime = (at) =>
  new Date(at).toLocaleTimeString(language === 'fr' ? 'fr-FR' : 'en-GB', { hour: '2-digit', minute: '2-digit' });
