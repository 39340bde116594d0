import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const sizes = {
  'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
};

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: the name is then the same wherever it is used.',
};

export default tseslint.config(
  { ignores: ['dist/', 'data/', '.cache/', 'coverage/', 'bots/simulator/page/', 'admin-api/display/page/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...sizes,
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', noDefaultExport],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async function without await keeps a signature that callers rely on, and turns throws into rejections.
      '@typescript-eslint/require-await': 'off',
      // Factories return plain objects of functions that use no `this`, and pass them on.
      '@typescript-eslint/unbound-method': 'off',
      // Vendors' enumerations are compared with the strings that their wire formats name.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    files: ['core/program.ts', 'core/language/check-locales.ts', 'tests/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'max-lines': 'off',
      // Vendors' payloads and HTTP answers are untyped, and a test's assertion is the check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  {
    // Tools look for a default export in their settings; type descriptions mirror a package.
    files: ['*.config.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  prettier,
);
