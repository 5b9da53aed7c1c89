import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { World, type Watched } from './world.ts';

interface Stream {
  response: ServerResponse;
  watched: Watched;
}

const END = '\u001e';
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";

/**
 * Plays the desk's API to `npm run dev` and `vite preview`, so that pages can be looked at without a desk.
 * SCENE: live (default), files, empty, loading, stale, broken (the link goes down after a few seconds).
 */
export function playedServer(): Plugin {
  const play = (middlewares: Connect.Server): void => {
    middlewares.use(answer(new World(process.env.SCENE ?? 'live')));
  };
  return {
    name: 'played-server',
    configureServer: server => play(server.middlewares),
    configurePreviewServer: server => {
      server.middlewares.use((_, response, next) => {
        response.setHeader('Content-Security-Policy', POLICY);
        next();
      });
      play(server.middlewares);
    },
  };
}

/** REST, and SignalR's JSON protocol over server-sent events. */
function answer(world: World): Connect.NextHandleFunction {
  const streams = new Map<string, Stream>();
  return (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/api/v1/'))
      return next();
    if (world.isDown) {
      request.socket.destroy();
      return;
    }
    const path = url.pathname.slice('/api/v1'.length);
    if (path === '/stream/negotiate')
      return json(response, { negotiateVersion: 0, connectionId: randomUUID(), availableTransports: [{ transport: 'ServerSentEvents', transferFormats: ['Text'] }] });
    if (path === '/stream')
      return request.method === 'GET' ? open(streams, url.searchParams.get('id') ?? '', response) : void take(world, streams, url.searchParams.get('id') ?? '', request, response);
    if (path.startsWith('/desk/commands/'))
      return void obey(world, path.slice('/desk/commands/'.length), request, response);
    if (world.isSilent)
      return;
    const body = world.rest(path, url.searchParams);
    return body === null ? problem(response, 404, 'Not found', `${path} is unknown`) : json(response, body);
  };
}

function open(streams: Map<string, Stream>, id: string, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  response.flushHeaders();
  streams.set(id, { response, watched: { pages: [] } });
  response.on('close', () => streams.delete(id));
}

async function take(world: World, streams: Map<string, Stream>, id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const text of (await read(request)).split(END).filter(part => part !== '')) {
    const message = JSON.parse(text) as { protocol?: string; invocationId?: string; arguments?: [string[], string | null, string | null, string | null] };
    const stream = streams.get(id);
    if (stream === undefined)
      break;
    if (message.protocol !== undefined) {
      send(stream.response, {});
      stream.response.on('close', world.play(stream.watched, (target, frame) => send(stream.response, { type: 1, target, arguments: [frame] }), () => stream.response.destroy()));
    } else if (message.invocationId !== undefined && message.arguments !== undefined) {
      const [pages, signs, walls, expiries] = message.arguments;
      Object.assign(stream.watched, { pages, signs: signs ?? undefined, walls: walls ?? undefined, expiries: expiries ?? undefined });
      send(stream.response, { type: 3, invocationId: message.invocationId, result: null });
    }
  }
  response.end();
}

async function obey(world: World, name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  if (request.headers.authorization !== 'Bearer played')
    return problem(response, 401, 'Token needed', 'the command has no token, or not this desk’s');
  world.desk.command(name, body === '' ? undefined : JSON.parse(body));
  json(response, { accepted: true, message: 'taken' });
}

const send = (stream: ServerResponse, message: unknown): void => {
  stream.write(`data: ${JSON.stringify(message)}${END}\r\n\r\n`);
};

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request)
    text += part;
  return text;
}

const json = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

const problem = (response: ServerResponse, status: number, title: string, detail: string): void => {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ status, title, detail }));
};
