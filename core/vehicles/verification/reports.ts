import { countries } from '../../countries/index.ts';
import type { Attachment } from '../../dialog/types.ts';
import { moment, t, type Language, type Text, type Words } from '../../dialog/words.ts';
import type { ComparedRow, PrintVerification, VerificationFacts } from '../../documents/index.ts';
import { isLisoloError } from '../../errors.ts';
import type { FileService } from '../../files/index.ts';
import type { IdentityService } from '../../identity/index.ts';
import { showPlate } from '../../plates/index.ts';
import { vehicleLine } from '../card.ts';
import type { PaperKind } from '../papers/index.ts';
import type { ReadPaper, Verification } from './verification.types.ts';
import { reasonOf, worstFirst } from './words.ts';

export interface VerificationReports {
  /** The report, printed and stored once in each language; ready to be put on a screen. */
  print(verification: Verification, language: Language): Promise<Attachment>;
}

export interface VerificationReportsDeps {
  readonly files: Pick<FileService, 'put' | 'byKey' | 'read'>;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly printVerification: PrintVerification;
  /** True where vehicles and people are invented: demo. */
  readonly specimen?: boolean;
}

/** Under which a report is stored. */
export const reportKey = (verificationId: string, language: Language): string =>
  `verification-report:${verificationId}:${language}`;

type Cells = Omit<ComparedRow, 'label'>;

/** The first thing that any paper says of it, papers of one kind only where they alone can. */
const readOn = <K extends keyof ReadPaper>(
  papers: readonly ReadPaper[],
  field: K,
  kind?: PaperKind,
): ReadPaper[K] | undefined =>
  papers.find((paper) => (kind === undefined || paper.kind === kind) && paper[field] !== undefined)?.[field];

const cellsOf = (cells: { readonly [Side in keyof Cells]: Words | undefined }): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([, words]) => words !== undefined));

/** What an agent may see of the register, beside what was seen and read. */
function rowsOf({ facts, seen, papers, country, plate }: Verification): ComparedRow[] {
  const day = (at: Date | undefined): Text | undefined =>
    at && t('verification:report.moment', { when: moment(at, countries[country].timeZone) });
  const colour = (code: string | undefined): Text | undefined => (code ? t(`vehicles:colour.${code}`) : undefined);
  const named = (make?: string, model?: string): string | undefined =>
    [make, model].filter(Boolean).join(' ') || undefined;
  const until = (kind: 'insurance' | 'inspection' | 'tax'): Cells =>
    cellsOf({ registered: day(facts?.[`${kind}Until`]), read: day(readOn(papers, 'until', kind)) });
  const dated = { insurance: until('insurance'), inspection: until('inspection'), tax: until('tax') };
  const cells: Readonly<Record<string, Cells>> = {
    plate: cellsOf({
      registered: facts ? showPlate(facts.plate) : undefined,
      seen: showPlate(plate),
      read: readOn(papers, 'plate'),
    }),
    vehicle: cellsOf({ registered: named(facts?.make, facts?.model), seen: named(seen.make, seen.model) }),
    colour: cellsOf({ registered: colour(facts?.colour), seen: colour(seen.colour) }),
    vin: cellsOf({ registered: facts?.vin, seen: seen.vin, read: readOn(papers, 'vin') }),
    owner: cellsOf({
      registered: facts?.ownerName,
      seen: seen.ownerName,
      read: readOn(papers, 'name', 'registration'),
    }),
    ...dated,
  };
  // What only the register says stands among the checks already.
  const known = Object.entries(cells).filter(([field, row]) =>
    field in dated ? row.read !== undefined : Object.keys(row).length > 0,
  );
  return known.map(([field, row]) => ({ label: t(`verification:report.field.${field}`), ...row }));
}

const placeOf = ({ place }: Verification): Words | undefined => {
  if (place?.text) return place.text;
  return place?.latitude === undefined ? undefined : t('verification:seen.positionOnly');
};

export function createVerificationReports(deps: VerificationReportsDeps): VerificationReports {
  const { files, people, printVerification, specimen = false } = deps;

  async function bytesOf(fileId: string): Promise<Buffer[]> {
    try {
      return [(await files.read(fileId)).bytes];
    } catch (error) {
      if (isLisoloError(error, 'not_found')) return [];
      throw error;
    }
  }

  async function factsOf(verification: Verification): Promise<VerificationFacts> {
    const { number, country, plate, at, by, facts, findings, verdict, score, photos, papers } = verification;
    const place = placeOf(verification);
    const role = by.role === 'pcr_agent' || by.role === 'opj' ? by.role : 'office';
    const name = (await people.byId(by.personId))?.name ?? '';
    const pictures = [...photos, ...papers.flatMap(({ fileId }) => fileId ?? [])];
    return {
      number, country, plate, at, verdict, score, specimen,
      vehicle: facts ? vehicleLine(facts) : t('verification:reason.usurpation.unregistered'),
      by: t('verification:report.officer', { role: t(`vehicles:looked.role.${role}`), name }),
      ...(place ? { place } : {}),
      rows: rowsOf(verification),
      checks: worstFirst(findings).map((finding) => ({
        outcome: finding.outcome,
        score: finding.score,
        reason: reasonOf(finding, country),
      })),
      photos: (await Promise.all(pictures.map(bytesOf))).flat(),
    }; // prettier-ignore
  }

  return {
    async print(verification, language) {
      const { id, number, ownerId } = verification;
      const key = reportKey(id, language);
      const name = `controle-${number}.pdf`;
      const stored =
        (await files.byKey(key)) ??
        (await files.put({
          bytes: await printVerification(await factsOf(verification), language),
          name,
          // Of an owner who is forgotten the report goes, too: it names them.
          owner: ownerId ?? 'vehicles',
          key,
        }));
      return {
        kind: 'document',
        fileId: stored.id,
        name,
        mimeType: 'application/pdf',
        caption: t('verification:result.attachment', { number }),
      };
    },
  };
}
