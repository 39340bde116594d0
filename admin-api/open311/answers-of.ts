import type { Attribute } from '../../core/open311/index.ts';
import { missing, tooLong, unknown, wrong, type Fault } from './faults.ts';
import { fieldOf, listOf, type Fields } from './form.ts';
import { exampleMoment, isMoment } from './moments.ts';
import { attributeName, valueName, type InLanguage } from './services.ts';

const longestAnswer = 200;

/** `attribute[size]=large`, `attribute[waste][]=rubble&attribute[waste][]=scrap`. */
const named = /^attribute\[([^[\]]+)\](\[\d*\])?$/;

/** What was answered to each attribute, whichever way the lists are written. */
function answered(fields: Fields): Fields {
  const answers = new Map<string, string[]>();
  for (const [name, values] of fields) {
    const code = named.exec(name)?.[1];
    if (code !== undefined) answers.set(code, [...(answers.get(code) ?? []), ...values]);
  }
  return answers;
}

function faultOf({ code, datatype, values }: Attribute, answers: Fields): Fault | undefined {
  const field = `attribute[${code}]`;
  const given = answers.get(code) ?? [];
  const [first = ''] = given;
  const isList = values.length > 0;
  if (isList && !(listOf(answers, code) ?? []).every((one) => values.includes(one)))
    return wrong(field, values.join(', '));
  if (datatype !== 'multivaluelist' && (isList ? (listOf(answers, code) ?? []) : given).length > 1)
    return wrong(field, '1');
  if (datatype === 'number' && !/^-?\d{1,9}([.,]\d{1,6})?$/.test(first)) return wrong(field, '12.5');
  if (datatype === 'datetime' && !isMoment(first)) return wrong(field, exampleMoment);
  return first.length > longestAnswer ? tooLong(field, longestAnswer) : undefined;
}

/** Answers as words of the report, a line for each: `Taille du trou : grand`. What is wrong with them is added to `faults`. */
export function answersOf(
  attributes: readonly Attribute[],
  fields: Fields,
  reader: InLanguage,
  faults: Fault[],
): readonly string[] {
  const answers = answered(fields);
  for (const code of answers.keys())
    if (!attributes.some((attribute) => attribute.code === code))
      faults.push(unknown(`attribute[${code.slice(0, 40)}]`));
  return attributes.flatMap((attribute) => {
    const { code, required, values } = attribute;
    if (!answers.has(code)) {
      if (required) faults.push(missing(`attribute[${code}]`));
      return [];
    }
    const fault = faultOf(attribute, answers);
    if (fault) {
      faults.push(fault);
      return [];
    }
    const words =
      values.length > 0
        ? (listOf(answers, code) ?? []).map((key) => valueName(key, reader)).join(', ')
        : (fieldOf(answers, code) ?? '');
    return [`${attributeName(code, reader)} : ${words}`];
  });
}
