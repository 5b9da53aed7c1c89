import { afterEach, describe, expect, it, vi } from 'vitest';
import { getExport, getFlow, Problem, problemOf, sendBand, sendCommand } from '../src/api/client';
import { token } from '../src/api/token';

const asked: { path: string; request: RequestInit }[] = [];

function answering(response: () => Response): void {
  vi.stubGlobal('fetch', async (path: string, request: RequestInit) => {
    asked.push({ path, request });
    return response();
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  asked.length = 0;
  token.set(null);
});

describe('questions', () => {
  it('name the snapshot and the conventions that were chosen, no others', async () => {
    answering(() => Response.json({ seq: 1 }));
    await getFlow({ signs: null, walls: null, expiries: null });
    await getFlow({ signs: 'short-all', walls: null, expiries: null }, 3);
    await getFlow({ signs: 'short-all', walls: 'side-gamma', expiries: '0dte' });
    expect(asked.map(ask => ask.path)).toEqual(['/api/v1/flow', '/api/v1/flow/3?signs=short-all', '/api/v1/flow?signs=short-all&walls=side-gamma&expiries=0dte']);
  });
});

describe('an answer that breaks off', () => {
  const cut = () => new ReadableStream({ start: body => {
    body.enqueue(new TextEncoder().encode('{ "seq":'));
    body.error(new TypeError('Failed to fetch'));
  } });

  it('is a link that is down, as one that cannot be reached', async () => {
    answering(() => new Response(cut()));
    for (const ask of [getFlow({ signs: null, walls: null, expiries: null }), getExport({ signs: null, walls: null, expiries: null }, { format: 'csv' })])
      await expect(ask).rejects.toMatchObject({ title: 'The desk does not answer', status: null });
  });

  it('and is told where it is whole and no JSON', async () => {
    answering(() => new Response('{ "seq":'));
    await expect(getFlow({ signs: null, walls: null, expiries: null })).rejects.toMatchObject({ title: 'The answer is no JSON', detail: '/api/v1/flow', status: 200 });
  });
});

describe('an export', () => {
  it('is of what is shown, under the name that the server gives', async () => {
    answering(() => new Response('//@version=6', { headers: { 'Content-Disposition': 'attachment; filename=SPX-levels.pine; filename*=UTF-8\'\'SPX-levels.pine' } }));
    const { name, content } = await getExport({ signs: 'short-all', walls: null, expiries: 'week' }, { levels: 'pine' }, 3);
    expect(asked[0]!.path).toBe('/api/v1/flow/export?signs=short-all&expiries=week&levels=pine&index=3');
    expect([name, await content.text()]).toEqual(['SPX-levels.pine', '//@version=6']);
    await getExport({ signs: null, walls: null, expiries: null }, { format: 'csv' });
    expect(asked[1]!.path).toBe('/api/v1/flow/export?format=csv');
  });
});

describe('commands', () => {
  it('carry the token', async () => {
    answering(() => new Response(null, { status: 202 }));
    token.set('s3cret');
    await sendCommand('cancel-all');
    expect(asked[0]!.path).toBe('/api/v1/desk/commands/cancel-all');
    expect(asked[0]!.request.method).toBe('POST');
    expect(asked[0]!.request.headers).toEqual({ Authorization: 'Bearer s3cret' });
  });

  it('send the band as JSON', async () => {
    answering(() => new Response(null, { status: 202 }));
    await sendBand({ lower: -1, upper: 1, target: 0 }, 'BTC');
    expect(asked[0]!.path).toBe('/api/v1/desk/commands/band?underlying=BTC');
    expect(asked[0]!.request.body).toBe('{"lower":-1,"upper":1,"target":0}');
    expect(asked[0]!.request.headers).toEqual({ 'Content-Type': 'application/json' });
  });
});

describe('problems', () => {
  const problem = (body: string, type = 'application/problem+json') => new Response(body, { status: 409, statusText: 'Conflict', headers: { 'Content-Type': type } });

  it('tell title and detail', async () => {
    answering(() => problem('{"title":"Band refused","detail":"lower above upper"}'));
    await expect(sendCommand('kill')).rejects.toMatchObject({ title: 'Band refused', detail: 'lower above upper', status: 409 });
  });

  it('fall back to the status where the body is something else', async () => {
    expect(await problemOf(problem('<html>', 'text/html'))).toMatchObject({ title: '409 Conflict', detail: null });
    expect(await problemOf(problem('{"title":'))).toMatchObject({ title: '409 Conflict', detail: null });
    expect(await problemOf(problem('{"title":7}'))).toMatchObject({ title: '409 Conflict', detail: null });
  });

  it('a desk that does not answer has no status', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('refused')));
    const failed = await sendCommand('kill').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Problem);
    expect(failed).toMatchObject({ status: null });
  });
});
