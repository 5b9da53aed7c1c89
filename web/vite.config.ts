import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** One chunk a library, so that a page loads what it shows and no more. */
const LIBRARIES = ['ag-grid-community', 'echarts', 'lightweight-charts', 'signalr', 'react'];

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh one here with each page (IndexPage.cs).
  html: { cspNonce: 'poise-nonce' },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: LIBRARIES.map(name => ({ name, test: new RegExp(`node_modules/.*${name === 'echarts' ? '(echarts|zrender)' : name}`) })),
        },
      },
    },
  },
  test: { include: ['test/**/*.test.ts'] },
});
