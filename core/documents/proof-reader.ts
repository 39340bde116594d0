import { countries } from '../countries/index.ts';
import { moment, money, t } from '../dialog/words.ts';
import type { Words } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import type { Currency } from '../money.ts';
import type { Proof, Signer } from './signer.ts';

/** What a genuine document says of itself, ready to be shown to anybody. */
export interface ReadProof {
  readonly title: Words;
  readonly facts: readonly { readonly label: Words; readonly value: Words }[];
}

/** A proof names no country; its money does, well enough for the time of day. */
const timeZoneOf = (currency: Currency): string =>
  (Object.values(countries).find((country) => country.currencies.includes(currency)) ?? countries.CD).timeZone;

function toReadProof({ kind, number, reference, plate, amount, remaining, issuedAt }: Proof): ReadProof {
  const amountOf = (value: number): Words => t('documents:amount', { amount: money({ ...amount, amount: value }) });
  const when = moment(issuedAt, timeZoneOf(amount.currency), 'datetime');
  const fact = (name: string, value: Words): { label: Words; value: Words } => ({
    label: t(`documents:proof.${name}`),
    value,
  });
  return {
    title: t(`documents:proof.${kind}`),
    facts: [
      ...(number === undefined ? [] : [fact('number', number)]),
      fact('reference', reference),
      ...(plate === undefined ? [] : [fact('plate', plate)]),
      fact(kind === 'receipt' ? 'paid' : 'due', amountOf(amount.amount)),
      ...(remaining === undefined ? [] : [fact('remaining', amountOf(remaining))]),
      fact('issued', t('documents:moment', { when })),
    ],
  };
}

/** Reads the token of a document's QR code. Throws `invalid_input` for what this installation did not sign. */
export function createProofReader({
  signer,
}: {
  readonly signer: Pick<Signer, 'verify'>;
}): (token: string) => Promise<ReadProof> {
  return (token) => {
    const proof = signer.verify(token);
    if (!proof) return Promise.reject(new LisoloError('invalid_input', { reason: 'proof' }));
    return Promise.resolve(toReadProof(proof));
  };
}
