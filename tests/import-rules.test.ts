import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../core/project-root.ts';

const places = ['main.ts', 'core', 'bots', 'ussd', 'admin-api'];

async function violationsIn(folder: string, names: readonly string[]): Promise<string[]> {
  const { options, forbidden } = JSON.parse(
    await readFile(path.join(projectRoot, '.dependency-cruiser.json'), 'utf8'),
  ) as {
    options: ICruiseOptions & { tsConfig?: unknown };
    forbidden: NonNullable<ICruiseOptions['ruleSet']>['forbidden'];
  };
  const { tsConfig: _tsConfig, ...rest } = options;
  const { output } = await cruise([...names], {
    ...rest,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: forbidden ?? [] },
  });
  return (output as ICruiseResult).summary.violations.map(
    (violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`,
  );
}

describe('the import rules', () => {
  it('hold in the whole program', { timeout: 180_000 }, async () => {
    expect(await violationsIn(projectRoot, places)).toEqual([]);
  });

  it('notice each kind of breach', { timeout: 180_000 }, async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-imports-'));
    const files: Record<string, string> = {
      'core/fines/fine.service.ts': "import '../../bots/telegram/bot.ts';\nexport const fines = 1;\n",
      'core/fines/index.ts': "export * from './fine.service.ts';\n",
      'core/payments/index.ts':
        "import '../fines/fine.service.ts';\nimport './ledger.ts';\nexport const payments = 1;\n",
      'core/payments/ledger.ts': "import './index.ts';\nexport const ledger = 1;\n",
      'bots/telegram/bot.ts': "import '../../core/payments/ledger.ts';\nexport const bot = 1;\n",
      'ussd/router.ts': "import '../bots/telegram/bot.ts';\nexport const router = 1;\n",
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const broken = new Set((await violationsIn(folder, ['core', 'bots', 'ussd'])).map((each) => each.split(':')[0]));
    await rm(folder, { recursive: true });
    expect([...broken].sort()).toEqual([
      'core-never-imports-a-door',
      'domains-import-each-other-by-index',
      'doors-do-not-import-each-other',
      'doors-import-only-what-a-domain-offers',
      'no-circles',
    ]);
  });
});
