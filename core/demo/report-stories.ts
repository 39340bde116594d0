import type { CategoryCode, FlagReason, RejectReason } from '../reports/index.ts';
import type { DemoBodyKey } from './report-bodies.ts';
import type { Scene } from './street-picture.ts';

/** What became of a report, so many days ago; by the operator of its body where nobody is named. */
export type Step = { readonly ago: number; readonly words?: string } & (
  | { readonly what: 'taken' | 'updated' | 'resolved'; readonly photo?: Scene }
  | { readonly what: 'rejected'; readonly reason: RejectReason }
  | { readonly what: 'marked_duplicate'; readonly of: string }
  | { readonly what: 'hidden'; readonly reason: FlagReason }
  | { readonly what: 'reopened' | 'confirmed' }
  | { readonly what: 'commented'; readonly by: string; readonly words: string }
);

export interface Story {
  readonly commune: string;
  readonly category: CategoryCode;
  readonly body: DemoBodyKey;
  /** Days ago. */
  readonly told: number;
  /** Absent: anonymous. */
  readonly by?: string;
  readonly words: string;
  readonly street?: string;
  readonly landmark?: string;
  /** Absent: told in words only, as by USSD. */
  readonly at?: readonly [latitude: number, longitude: number];
  readonly photo?: Scene;
  /** So many neighbours say "me too". */
  readonly votes?: number;
  readonly flaggedBy?: readonly string[];
  readonly then?: readonly Step[];
}

/** Invented, in real streets; each is named by its key. */
export const stories: Readonly<Record<string, Story>> = {
  'limete-garbage': {
    commune: 'Limete', category: 'garbage', body: 'limete', told: 12, by: 'patrick', at: [-4.3655, 15.3452], street: '7e rue', photo: 'garbage', votes: 9,
    words: "Un tas d'ordures bloque le trottoir. Personne n'est passé depuis deux semaines.",
    then: [
      { what: 'commented', ago: 11, by: 'chantal', words: "Les enfants passent par là pour aller à l'école." },
      { what: 'taken', ago: 5 },
      { what: 'updated', ago: 3, words: 'Le camion de la commune passe samedi matin.' },
      { what: 'commented', ago: 2.5, by: 'patrick', words: 'Merci @service. @1, dites-le aux voisins.' },
    ],
  },
  'gombe-pothole': {
    commune: 'Gombe', category: 'pothole', body: 'ovd', told: 20, by: 'chantal', at: [-4.3042, 15.2975], street: 'Boulevard du 30 Juin', photo: 'pothole', votes: 6,
    words: 'Un grand trou au milieu de la chaussée, les voitures font des écarts.',
    then: [{ what: 'taken', ago: 16 }, { what: 'resolved', ago: 8, words: 'Le trou est rebouché.', photo: 'repaired' }, { what: 'confirmed', ago: 7 }],
  },
  'gombe-light': {
    commune: 'Gombe', category: 'street_light', body: 'snel', told: 4, by: 'grace', at: [-4.3052, 15.3061], street: 'Avenue Kalemie', photo: 'light', votes: 3,
    words: 'Trois lampadaires éteints, la rue est noire le soir.',
  },
  'kalamu-leak': {
    commune: 'Kalamu', category: 'water_leak', body: 'regideso', told: 6, by: 'grace', at: [-4.3478, 15.3192], street: 'Avenue Victoire', photo: 'leak', votes: 4,
    words: "Un tuyau cassé, l'eau coule jour et nuit.",
    then: [{ what: 'resolved', ago: 4, words: 'La conduite est réparée.' }, { what: 'reopened', ago: 2, words: "L'eau coule encore, un peu plus bas." }],
  },
  'ngaba-cut': {
    commune: 'Ngaba', category: 'power_cut', body: 'snel', told: 1, by: 'joseph', at: [-4.3765, 15.3178], votes: 14,
    words: 'Tout le quartier est sans courant depuis hier soir.',
  },
  'masina-line': {
    commune: 'Masina', category: 'power_line', body: 'snel', told: 0.4, at: [-4.3852, 15.3889], street: 'Marché de la Liberté', votes: 2,
    words: 'Un câble électrique pend à hauteur de tête au-dessus du marché.',
  },
  'ndjili-flood': {
    commune: 'Ndjili', category: 'flooding', body: 'ovd', told: 30, by: 'joseph', at: [-4.4058, 15.3741], photo: 'flood', votes: 8,
    words: "Après la pluie, la route est sous l'eau et les maisons aussi.",
    then: [{ what: 'taken', ago: 29 }, { what: 'resolved', ago: 26, words: 'Le caniveau est curé.' }],
  },
  'kintambo-sewage': {
    commune: 'Kintambo', category: 'sewage', body: 'ovd', told: 15, by: 'chantal', at: [-4.3284, 15.2712], landmark: 'Près du magasin', votes: 5,
    words: "L'égout déborde devant l'hôpital, l'odeur est forte.",
    then: [{ what: 'taken', ago: 9, words: 'Une équipe vient voir.' }],
  },
  'mont-ngafula-erosion': {
    commune: 'Mont-Ngafula', category: 'erosion', body: 'ovd', told: 45, by: 'patrick', at: [-4.4287, 15.2735], votes: 11,
    words: "Le ravin avance vers les maisons à chaque pluie. Il est à dix mètres de l'école.",
    then: [
      { what: 'taken', ago: 40 },
      { what: 'updated', ago: 33, words: 'Des sacs de sable sont posés. Les travaux commencent après les pluies.' },
      { what: 'commented', ago: 20, by: 'grace', words: 'Le ravin a encore avancé cette semaine.' },
    ],
  },
  'ngaliema-tree': {
    commune: 'Ngaliema', category: 'fallen_tree', body: 'kinshasa', told: 9, by: 'grace', at: [-4.3661, 15.2422], street: 'Route de Matadi', photo: 'tree',
    words: 'Un arbre est tombé sur la route.',
    then: [{ what: 'resolved', ago: 8, words: "L'arbre est enlevé.", photo: 'repaired' }],
  },
  'bandalungwa-sign': {
    commune: 'Bandalungwa', category: 'road_sign', body: 'kinshasa', told: 25, by: 'joseph', street: 'Avenue Kimbondo',
    words: 'Le panneau stop du carrefour a disparu.',
    then: [{ what: 'rejected', ago: 22, reason: 'not_found', words: 'Nos agents ont trouvé le panneau à sa place.' }],
  },
  'matete-obstruction': {
    commune: 'Matete', category: 'obstruction', body: 'kinshasa', told: 2, by: 'joseph', at: [-4.3864, 15.3481], photo: 'blocked', votes: 1,
    words: 'Du sable et des briques ferment la moitié de la rue.',
  },
  'lemba-wreck': {
    commune: 'Lemba', category: 'abandoned_vehicle', body: 'kinshasa', told: 18, by: 'patrick', at: [-4.3941, 15.3262], landmark: "Rond-point de l'université", votes: 2,
    words: "Une voiture sans roues est là depuis des mois.",
  },
  'barumbu-wall': {
    commune: 'Barumbu', category: 'unsafe_building', body: 'kinshasa', told: 33, by: 'chantal', at: [-4.3181, 15.3268], votes: 3,
    words: 'Un mur penche vers le trottoir et peut tomber.',
  },
  'kasa-vubu-noise': {
    commune: 'Kasa-Vubu', category: 'noise', body: 'kinshasa', told: 5, at: [-4.3411, 15.3049],
    words: "De la musique très forte toutes les nuits, jusqu'à quatre heures.",
  },
  'selembao-insecurity': {
    commune: 'Selembao', category: 'insecurity', body: 'kinshasa', told: 3, at: [-4.3822, 15.2815], votes: 6,
    words: "Des jeunes arrachent les téléphones à l'arrêt de bus le soir.",
  },
  'market-garbage': {
    commune: 'Kinshasa', category: 'garbage', body: 'kinshasa', told: 14, by: 'grace', at: [-4.3236, 15.3115], landmark: 'Marché central', votes: 12,
    words: 'Les poubelles du marché débordent.',
    then: [{ what: 'taken', ago: 10 }, { what: 'updated', ago: 6, words: 'Le ramassage se fait maintenant deux fois par jour.' }],
  },
  'market-garbage-again': {
    commune: 'Kinshasa', category: 'garbage', body: 'kinshasa', told: 10, by: 'joseph', at: [-4.3241, 15.3121], landmark: 'Marché central',
    words: 'Trop de déchets au marché.',
    then: [{ what: 'marked_duplicate', ago: 9, of: 'market-garbage' }],
  },
  'makala-other': {
    commune: 'Makala', category: 'other', body: 'kinshasa', told: 7, by: 'patrick', at: [-4.3801, 15.3069], flaggedBy: ['grace', 'joseph'],
    words: 'Le chef de rue ne fait rien, tout le monde sait où il habite.',
  },
  'ngiri-ngiri-pothole': {
    commune: 'Ngiri-Ngiri', category: 'pothole', body: 'ovd', told: 40, by: 'chantal', at: [-4.3562, 15.2972], votes: 2,
    words: 'La rue est pleine de trous.',
    then: [{ what: 'taken', ago: 31 }, { what: 'resolved', ago: 20, words: 'La rue est nivelée.' }],
  },
  'kimbanseke-garbage': {
    commune: 'Kimbanseke', category: 'garbage', body: 'kinshasa', told: 22, by: 'joseph', street: 'Avenue Kabasele', landmark: 'Derrière le terrain de football', votes: 5,
    words: 'Une décharge grandit derrière le terrain.',
  },
  'nsele-light': {
    commune: 'Nsele', category: 'street_light', body: 'snel', told: 55, by: 'patrick', at: [-4.3748, 15.4935],
    words: "Pas de lumière dans l'allée.",
    then: [{ what: 'rejected', ago: 50, reason: 'private_ground', words: "L'allée est privée : le propriétaire doit l'éclairer." }],
  },
  'bumbu-leak': {
    commune: 'Bumbu', category: 'water_leak', body: 'regideso', told: 0.2, by: 'chantal', at: [-4.3735, 15.2951],
    words: "Fuite d'eau devant la pharmacie.",
  },
  'kisenso-cut': {
    commune: 'Kisenso', category: 'power_cut', body: 'snel', told: 11, by: 'grace', at: [-4.4162, 15.3431], votes: 7,
    words: 'Le transformateur a sauté.',
    then: [{ what: 'taken', ago: 10.8 }, { what: 'resolved', ago: 10.5, words: 'Le courant est revenu à 20h.' }],
  },
  'limete-insult': {
    commune: 'Limete', category: 'other', body: 'kinshasa', told: 17, by: 'joseph', at: [-4.3631, 15.3481],
    words: 'Le voisin du 12 est un voleur.',
    then: [{ what: 'hidden', ago: 16, reason: 'insult' }],
  },
  'kenya-garbage': {
    commune: 'Kenya', category: 'garbage', body: 'lubumbashi', told: 8, by: 'patrick', at: [-11.6868, 27.4712], photo: 'garbage', votes: 4,
    words: 'Les ordures du marché ne sont plus ramassées.',
  },
  'katuba-pothole': {
    commune: 'Katuba', category: 'pothole', body: 'ovd', told: 28, by: 'joseph', at: [-11.7022, 27.4631], votes: 3,
    words: "Un trou profond à l'entrée du pont.",
    then: [{ what: 'taken', ago: 21 }, { what: 'resolved', ago: 9, words: 'Rebouché.' }],
  },
  'lubumbashi-light': {
    commune: 'Lubumbashi', category: 'street_light', body: 'snel', told: 16, by: 'grace', at: [-11.6641, 27.4822], street: 'Avenue Mama Yemo',
    words: "L'éclairage public clignote.",
    then: [{ what: 'taken', ago: 12 }],
  },
  'kampemba-leak': {
    commune: 'Kampemba', category: 'water_leak', body: 'regideso', told: 2, at: [-11.6557, 27.5069],
    words: 'La borne-fontaine fuit.',
  },
  'ruashi-erosion': {
    commune: 'Ruashi', category: 'erosion', body: 'ovd', told: 37, by: 'chantal', landmark: 'Près de la mosquée', votes: 2,
    words: 'La pluie emporte le bord de la route.',
  },
  'kamalondo-cut': {
    commune: 'Kamalondo', category: 'power_cut', body: 'snel', told: 1.5, by: 'joseph', at: [-11.6805, 27.4795], votes: 5,
    words: 'Pas de courant depuis deux jours.',
  },
  'lubumbashi-obstruction': {
    commune: 'Lubumbashi', category: 'obstruction', body: 'lubumbashi', told: 50, by: 'patrick', at: [-11.6655, 27.4788],
    words: 'Des étals sur toute la chaussée.',
    then: [{ what: 'resolved', ago: 47, words: 'La voie est libre.' }],
  },
  'medina-garbage': {
    commune: 'Médina', category: 'garbage', body: 'dakar', told: 6, by: 'awa', at: [14.6812, -17.4497], street: 'Rue 22', photo: 'garbage', votes: 7,
    words: 'Dépôt sauvage au coin de la rue 22.',
    then: [{ what: 'taken', ago: 4 }, { what: 'commented', ago: 3, by: 'fatou', words: 'Toujours là ce matin, @service.' }],
  },
  'grand-yoff-pothole': {
    commune: 'Grand Yoff', category: 'pothole', body: 'dakar', told: 19, by: 'mamadou', at: [14.7345, -17.4482], photo: 'pothole', votes: 4,
    words: "Un nid-de-poule devant l'école.",
    then: [{ what: 'taken', ago: 14 }, { what: 'resolved', ago: 5, words: 'La chaussée est refaite.', photo: 'repaired' }, { what: 'confirmed', ago: 4 }],
  },
  'pikine-flood': {
    commune: 'Pikine', category: 'flooding', body: 'onas', told: 50, by: 'fatou', at: [14.7558, -17.3934], photo: 'flood', votes: 13,
    words: 'La rue est inondée depuis la dernière pluie.',
    then: [{ what: 'taken', ago: 47 }, { what: 'resolved', ago: 42, words: 'Une pompe a vidé la rue.' }, { what: 'reopened', ago: 35, words: "L'eau est revenue." }, { what: 'taken', ago: 30 }],
  },
  'guediawaye-sewage': {
    commune: 'Guédiawaye', category: 'sewage', body: 'onas', told: 13, by: 'mamadou', at: [14.7755, -17.3989], votes: 6,
    words: 'Les eaux usées coulent dans la rue.',
    then: [{ what: 'taken', ago: 11 }, { what: 'commented', ago: 10, by: 'awa', words: 'Les enfants jouent dedans.' }, { what: 'updated', ago: 8, words: 'La conduite sera débouchée cette semaine.' }],
  },
  'parcelles-light': {
    commune: 'Parcelles Assainies', category: 'street_light', body: 'senelec', told: 9, by: 'awa', at: [14.7577, -17.4362], street: 'Unité 17', photo: 'light',
    words: "Plus de lumière à l'unité 17.",
  },
  'plateau-leak': {
    commune: 'Plateau', category: 'water_leak', body: 'seneau', told: 2, by: 'fatou', at: [14.6685, -17.4361], photo: 'leak', votes: 2,
    words: 'Une fuite devant le marché Kermel.',
  },
  'yoff-cut': {
    commune: 'Yoff', category: 'power_cut', body: 'senelec', told: 1, at: [14.7567, -17.4812], votes: 3,
    words: 'Coupure depuis midi.',
  },
  'ouakam-wreck': {
    commune: 'Ouakam', category: 'abandoned_vehicle', body: 'dakar', told: 24, by: 'mamadou', at: [14.7236, -17.4893],
    words: 'Une épave de car rapide au bord de la route.',
    then: [{ what: 'taken', ago: 20 }, { what: 'resolved', ago: 15, words: 'Enlevée.' }],
  },
  'grand-dakar-noise': {
    commune: 'Grand Dakar', category: 'noise', body: 'dakar', told: 4, at: [14.7043, -17.4551],
    words: 'Un atelier travaille au marteau toute la nuit.',
  },
  'hlm-obstruction': {
    commune: 'HLM', category: 'obstruction', body: 'dakar', told: 7, by: 'fatou', street: 'Marché HLM',
    words: 'Des gravats sur le trottoir.',
    then: [{ what: 'rejected', ago: 5, reason: 'already_done', words: 'Les gravats sont partis avec le chantier.' }],
  },
  'mermoz-tree': {
    commune: 'Mermoz', category: 'fallen_tree', body: 'dakar', told: 35, by: 'awa', at: [14.7088, -17.4716], photo: 'tree',
    words: 'Une grosse branche sur la corniche.',
    then: [{ what: 'resolved', ago: 34, words: 'La branche est coupée.' }],
  },
  'rufisque-garbage': {
    commune: 'Rufisque', category: 'garbage', body: 'dakar', told: 27, by: 'mamadou', at: [14.7158, -17.2741], votes: 3,
    words: 'Les poubelles de la plage ne sont jamais vidées.',
  },
}; // prettier-ignore
