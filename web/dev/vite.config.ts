import { defineConfig, mergeConfig } from 'vite';
import built from '../vite.config.ts';
import { playedServer } from './server.ts';

// With VITE_SERVER=http://127.0.0.1:PORT the pages talk to a running desk, without it to the played one.
const server = process.env.VITE_SERVER;

export default mergeConfig(built, defineConfig(server === undefined
  ? { plugins: [playedServer()] }
  : { server: { proxy: { '/api': { target: server, ws: true, changeOrigin: true } } } }));
