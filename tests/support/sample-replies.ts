import type { Attachment, Reply, ReplyNav, ReplyOption, Surface } from '../../core/dialog/types.ts';
import { languages, t } from '../../core/dialog/words.ts';
import type { Language, Words } from '../../core/dialog/words.ts';

/** A Reply that the engine could have given, with what is said to matter replaced. */
export const aReply = (over: Partial<Reply> = {}): Reply => ({
  dialogId: 'telegram:100200',
  rev: 7,
  language: 'fr',
  notices: [],
  body: ['Entrez la plaque'],
  options: [],
  nav: [],
  attachments: [],
  asks: [],
  end: false,
  page: { number: 1, of: 1 },
  ...over,
});

/** Options numbered from `first`, with the tokens that revision 7 gives them. */
export const someOptions = (labels: readonly Words[], first = 1): ReplyOption[] =>
  labels.map((label, at) => ({ label, number: first + at, token: `7:${first + at - 1}` }));

export const back: ReplyNav = { kind: 'back', label: 'Retour', typed: '0', token: '7:back' };
export const home: ReplyNav = { kind: 'home', label: 'Accueil', typed: '00', token: '7:home' };
export const more: ReplyNav = { kind: 'more', label: 'Plus', typed: '98', token: '7:more' };

export const anImage: Attachment = {
  kind: 'image',
  fileId: '6560f1a2b3c4d5e6f7a8b901',
  name: 'photo.jpg',
  mimeType: 'image/jpeg',
  caption: 'Photo prise sur place',
};
export const aPdf: Attachment = {
  kind: 'document',
  fileId: '6560f1a2b3c4d5e6f7a8b902',
  name: 'quittance.pdf',
  mimeType: 'application/pdf',
  caption: 'Quittance',
};
export const aLink = { url: 'https://lisolo.example/f/abc123', label: 'Ouvrir la page' };

const sentences: Record<Language, string> = {
  fr: 'Choisissez votre langue : là, çà, œuvre, naïf.',
  en: 'Choose your language',
  ln: 'Pona monoko na yo',
  sw: "Chagua lugha yako, ng'ombe",
  wo: 'Tànnal sa làkk: nañu, kuraŋ, xëy, jóg',
};

interface Sample {
  readonly title: string;
  readonly reply: Reply;
  /** Longer than one page of a phone: the engine cuts it for surfaces that have pages, so they never see it. */
  readonly long?: boolean;
}

const plates = ['1234AB01', '5678CD05', '9012EF10', '3456GH02', '7890IJ03', '1111KL04', '2222MN06', '3333OP07'];

const samples = (surface: Surface): readonly Sample[] => [
  { title: 'plain text', reply: aReply() },
  { title: 'a text of the locale files', reply: aReply({ body: [t('fines:pick', { count: 2 })] }) },
  { title: 'several paragraphs', reply: aReply({ body: ['Amende impayee', t('fines:total'), 'Lieu: Gombe'] }) },
  { title: 'two options', reply: aReply({ options: someOptions(['Payer', 'Contester']) }) },
  {
    title: 'a full page of options with more',
    reply: aReply({
      body: ['Vos amendes'],
      options: someOptions(plates.slice(0, Math.min(surface.optionsPerPage, plates.length))),
      nav: [more, back, home],
      page: { number: 1, of: 3 },
    }),
  },
  {
    title: 'the last page, numbered on from the one before',
    reply: aReply({ options: someOptions(['Taxe', 'Vitesse'], 9), nav: [back, home], page: { number: 2, of: 2 } }),
  },
  { title: 'back and home without options', reply: aReply({ nav: [back, home] }) },
  { title: 'notices before the body', reply: aReply({ notices: [t('dialog:notTaken'), 'Plaque inconnue'] }) },
  { title: 'an image', reply: aReply({ attachments: [anImage] }) },
  { title: 'a PDF', reply: aReply({ attachments: [aPdf], end: true }) },
  { title: 'a file without a caption', reply: aReply({ attachments: [{ ...aPdf, caption: undefined }] }) },
  {
    title: 'several files and options',
    reply: aReply({ attachments: [anImage, aPdf], options: someOptions(['Oui', 'Non']) }),
  },
  { title: 'a link', reply: aReply({ link: aLink }) },
  { title: 'a request for the contact', reply: aReply({ asks: ['contact'], nav: [home] }) },
  { title: 'a request for the location', reply: aReply({ asks: ['location'], options: someOptions(['Saisir']) }) },
  { title: 'a request for a photo', reply: aReply({ asks: ['photo'], nav: [back] }) },
  { title: 'the end', reply: aReply({ body: ['Au revoir'], end: true }) },
  {
    title: 'very long text',
    long: true,
    reply: aReply({ body: [longText(9_000)], options: someOptions(['Oui', 'Non']) }),
  },
  { title: 'one very long word', long: true, reply: aReply({ body: ['x'.repeat(9_000)] }) },
  { title: 'very long text of pairs', long: true, reply: aReply({ body: ['😀'.repeat(4_500)] }) },
  {
    title: 'a very long caption',
    long: true,
    reply: aReply({ attachments: [{ ...anImage, caption: longText(3_000) }] }),
  },
  { title: 'a long label', long: true, reply: aReply({ options: someOptions([longText(180).trim(), 'Autre']) }) },
  {
    title: 'markup characters',
    reply: aReply({ body: ['<b>1 & 2</b> _a_ *b* `c` [d](e) ~f~'], options: someOptions(['<i>', '*x*']) }),
  },
  { title: 'emoji', reply: aReply({ body: ['Merci 🙏🏾 👨‍👩‍👧'], options: someOptions(['👍', '👎']) }) },
  ...languages.map((language) => ({
    title: `language ${language}`,
    reply: aReply({
      language,
      body: [sentences[language], t('dialog:pick')],
      options: someOptions([sentences[language], t('dialog:yes')]),
    }),
  })),
];

/** Replies that every door must be able to render, as far as the engine gives such replies to that surface. */
export const sampleReplies = (surface: Surface): readonly Sample[] =>
  samples(surface).filter((sample) => !sample.long || surface.pageSeptets === undefined);

function longText(length: number): string {
  const words = Array.from({ length: Math.ceil(length / 8) }, (_, at) => `mot${String(at).padStart(4, '0')}`);
  return words.join(' ').slice(0, length).trim();
}
