import type { AnyFlow, FlowRegistry } from './registry.ts';
import { languages } from './words.ts';
import type { Text } from './words.ts';

interface CheckInput {
  readonly registry: FlowRegistry;
  /** Faults of the locale files themselves. */
  readonly localeFaults: readonly string[];
  /** Whether a text exists in a language. */
  has(text: Text, language: (typeof languages)[number]): boolean;
}

/** What would break a conversation later, found at boot (architecture.md, rule 9). Empty when all is well. */
export function flowFaults({ registry, localeFaults, has }: CheckInput): string[] {
  const ids = registry.all.map(({ flow }) => flow.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two dialogs are called ${id}`);
  const lost = Object.entries(registry.gates)
    .filter(([, gate]) => !ids.includes(gate.flow))
    .map(([requirement, gate]) => `the gate for ${requirement}, ${gate.flow}, does not exist`);
  const homeless = ids.includes(registry.home) ? [] : [`there is no dialog ${registry.home}`];
  return [
    ...localeFaults,
    ...twice,
    ...lost,
    ...homeless,
    ...registry.all.flatMap(({ flow }) => faultsOf(flow, registry, has)),
  ];
}

function faultsOf(flow: AnyFlow, registry: FlowRegistry, has: CheckInput['has']): string[] {
  const onUssd = flow.channels?.includes('ussd') ?? true;
  const screens = Object.entries(flow.screens);
  const start = flow.start in flow.screens ? [] : [`${flow.id} starts at ${flow.start}, which does not exist`];
  const mute = screens
    .filter(([, { on }]) => onUssd && Object.keys(on).length > 0 && !on.text && !on.choice)
    .map(([name]) => `${flow.id}/${name} is offered on USSD and takes neither text nor choice`);
  const ungated = (flow.requires ?? [])
    .filter((requirement) => !registry.gates[requirement])
    .map((requirement) => `${flow.id} requires ${requirement}, which no gate asks for`);
  const astray = (flow.shortcuts ?? []).flatMap(({ screen }) =>
    screen === undefined || screen in flow.screens
      ? []
      : [`a shortcut of ${flow.id} leads to ${screen}, which does not exist`],
  );
  const texts: Text[] = [
    ...(flow.menu ? [flow.menu.label] : []),
    ...(flow.shortcuts ?? []).flatMap(({ keywords }) => (keywords ? [{ key: keywords }] : [])),
  ];
  const unsaid = texts.flatMap((text) =>
    languages
      .filter((language) => !has(text, language))
      .map((language) => `${flow.id} says ${text.key}, which is missing in ${language}`),
  );
  return [...start, ...mute, ...ungated, ...astray, ...unsaid];
}
