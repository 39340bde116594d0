import type { CountryCode } from '../dialog/types.ts';
import type { Role } from '../identity/index.ts';

/** Somebody to play in the simulator, or to log in as. */
export interface DemoPerson {
  readonly name: string;
  /** E.164. */
  readonly phone: string;
  readonly country: CountryCode;
  readonly role: Role | 'citizen';
}

export interface DemoActor extends DemoPerson {
  /** How the rest of the demo data names this person. */
  readonly key: string;
  /** With a password for the admin API. */
  readonly email?: string;
}

const cd = (key: string, name: string, phone: string, role: DemoPerson['role'] = 'citizen', email?: string): DemoActor => ({
  key, name, phone: `+243${phone}`, country: 'CD', role, ...(email ? { email } : {}),
}); // prettier-ignore
const sn = (key: string, name: string, phone: string, role: DemoPerson['role'] = 'citizen', email?: string): DemoActor => ({
  key, name, phone: `+221${phone}`, country: 'SN', role, ...(email ? { email } : {}),
}); // prettier-ignore

/** Invented people of Kinshasa and Dakar. */
export const demoActors: readonly DemoActor[] = [
  cd('patrick', 'Patrick Ilunga', '810000001'),
  cd('chantal', 'Chantal Mbuyi', '990000002'),
  cd('grace', 'Grâce Nsimba', '840000003'),
  cd('joseph', 'Joseph Kabasele', '820000004'),
  sn('awa', 'Awa Diop', '771000001'),
  sn('mamadou', 'Mamadou Ndiaye', '761000002'),
  sn('fatou', 'Fatou Sow', '781000003'),
  cd('didier', 'Didier Mukendi', '810000011', 'pcr_agent'),
  cd('solange', 'Solange Kanku', '970000012', 'pcr_agent'),
  cd('albert', 'Albert Tshibangu', '850000013', 'opj'),
  cd('beatrice', 'Béatrice Lumbala', '830000014', 'super_admin', 'admin.cd@lisolo.example'),
  cd('esperance', 'Espérance Kalonji', '820000015', 'counter_agent'),
  cd('junior', 'Junior Mbala', '810000016', 'counter_agent'),
  cd('rachel', 'Rachel Mbombo', '970000017', 'operator'),
  cd('fiston', 'Fiston Kasongo', '840000018', 'moderator'),
  sn('ousmane', 'Ousmane Fall', '771000011', 'pcr_agent'),
  sn('aissatou', 'Aïssatou Ba', '771000013', 'opj'),
  sn('khady', 'Khady Faye', '771000015', 'counter_agent'),
  sn('ibrahima', 'Ibrahima Sy', '761000017', 'operator'),
  sn('mariama', 'Mariama Diatta', '781000018', 'moderator'),
  sn('cheikh', 'Cheikh Sarr', '781000014', 'admin', 'admin.sn@lisolo.example'),
];

/** Whom the simulator offers: citizens first, then staff. */
export const demoPeople = (): DemoPerson[] =>
  demoActors.map(({ name, phone, country, role }) => ({ name, phone, country, role }));
