// TypeScript is checked by tsc; ESLint reads the plain JavaScript of the tools and the settings.
import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['node_modules/', 'static/dist/', 'build/', '.venv/'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: globals.node },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      curly: ['error', 'multi-line'],
    },
  },
];
