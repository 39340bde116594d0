import { t, type Language, type Speak } from '../../core/dialog/words.ts';
import { attributesOf, type Attribute } from '../../core/open311/index.ts';
import { categories, type Category, type CategoryCode } from '../../core/reports/index.ts';
import type { Answer, Value } from './format.ts';

export interface InLanguage {
  readonly speak: Speak;
  readonly language: Language;
}

export const serviceName = (code: CategoryCode, { speak, language }: InLanguage): string =>
  speak(t(`report-categories:name.${code}`), language);

/** GET Service List: an entry for each kind of problem. */
function toService({ code, group, targetHours }: Category, reader: InLanguage): Value {
  const { speak, language } = reader;
  const name = serviceName(code, reader);
  return {
    service_code: code,
    service_name: name,
    description: speak(t('open311:service', { name, hours: targetHours }), language),
    metadata: attributesOf(code).length > 0,
    type: 'realtime',
    keywords: speak(t(`report-categories:keywords.${code}`), language),
    group: speak(t(`report-categories:group.${group}`), language),
  };
}

export const toServices = (reader: InLanguage): Answer => ({
  root: 'services',
  value: categories.map((category) => toService(category, reader)),
});

export const attributeName = (code: string, { speak, language }: InLanguage): string =>
  speak(t(`open311:attribute.${code}`), language);
export const valueName = (key: string, { speak, language }: InLanguage): string =>
  speak(t(`open311:value.${key}`), language);

const toAttribute = ({ code, datatype, required, values }: Attribute, order: number, reader: InLanguage): Value => ({
  variable: true,
  code,
  datatype,
  required,
  datatype_description: null,
  order,
  description: attributeName(code, reader),
  ...(values.length > 0 && { values: values.map((key) => ({ key, name: valueName(key, reader) })) }),
});

/** GET Service Definition. */
export const toDefinition = (code: CategoryCode, reader: InLanguage): Answer => ({
  root: 'service_definition',
  value: {
    service_code: code,
    attributes: attributesOf(code).map((attribute, index) => toAttribute(attribute, index + 1, reader)),
  },
});
