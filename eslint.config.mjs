import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const noEditor = {
  name: 'vscode',
  message: 'This room runs without an editor: pass what it needs in as an argument (docs/architecture.md).',
};

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', '.cache', 'artifacts', 'test/fixtures'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    files: ['src/core/**/*.ts', 'src/sandbox/**/*.ts', 'src/protocol/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noEditor] }] },
  },
  {
    files: ['src/ui/**/*.ts', 'src/wiring/**/*.ts', 'src/extension.ts'],
    ignores: ['src/ui/shell/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'commands',
          property: 'registerCommand',
          message: 'Use the registry in ui/shell/commandRegistry.ts.',
        },
        {
          object: 'window',
          property: 'createOutputChannel',
          message: 'Log through ui/shell/channelLog.ts.',
        },
        {
          object: 'workspace',
          property: 'getConfiguration',
          message: 'Read it through ui/shell/settings.ts.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "Literal[value='setContext']", message: 'Set it through ui/shell/contextKeys.ts.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'error',
    },
  },
  prettier,
);
