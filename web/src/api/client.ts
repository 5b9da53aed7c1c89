import { token } from './token';
import type { AuditAnswer, DeskAnswer, DeskLimitsAnswer, FlowAnswer, FrontiersAnswer, FrontierView, LimitsAnswer, ProtectionAnswer, RaisesAnswer, RiskAnswer, SeriesAnswer, SettingsAnswer, StatusAnswer, StressAnswer, SurfaceAnswer } from './views';

/** An answer that is not the one asked for: an RFC 7807 problem, or a link that is down. */
export class Problem extends Error {
  constructor(readonly title: string, readonly detail: string | null, readonly status: number | null) {
    super(detail ? `${title}: ${detail}` : title);
  }
}

/** Which of the dealers' conventions a Flow picture uses; null is the server's default. */
export interface FlowChoice {
  signs: string | null;
  walls: string | null;
  expiries: string | null;
}

/** What a view is exported as: a format of poise flow, or its levels as lines. */
export type ExportForm = { format: 'json' | 'csv' } | { levels: 'csv' | 'pine' | 'thinkscript' };

export interface Band {
  lower: number;
  upper: number;
  target: number;
}

/** A position that another account holds: contracts, + long, and the price at which what is new was traded. */
export interface Hold {
  symbol: string;
  quantity: number;
  price: number;
}

/** Other limits; what is not named stays. Order and position in contracts of the hedge instrument, the rest as the answer of limits has it. */
export type LimitsChange = { [part in 'maxOrder' | 'maxPosition' | 'maxDelta' | 'maxGamma' | 'maxVega' | 'maxGross']?: number } & { drawdown?: { soft: number; hard: number; then: string } };

/** Contracts, + bought, at the limit or better. */
export interface PackageLeg {
  contract: string;
  quantity: number;
  limit: number;
}

export type Command = 'kill' | 'resume' | 'cancel-all';

export const getStatus = (): Promise<StatusAnswer> => ask('/api/v1/status');
/** As one of its underlyings is seen; null for the first. */
export const getDesk = (underlying: string | null): Promise<DeskAnswer> => ask(`/api/v1/desk${query({ underlying })}`);
/** What would become of the book of one underlying; null for the first. */
export const getRisk = (underlying: string | null): Promise<RiskAnswer> => ask(`/api/v1/desk/risk${query({ underlying })}`);
/** What a crash of an asset would do to all accounts; null for the desk's first. Move and change of vols as fractions. */
export const getStress = (asset: string | null, move: number, vols: number): Promise<StressAnswer> => ask(`/api/v1/desk/stress${query({ asset, move: `${move}`, vols: `${vols}` })}`);
/** The limits in force of one underlying. */
export const getLimits = (underlying: string): Promise<LimitsAnswer> => ask(`/api/v1/desk/limits${query({ underlying })}`);
/** Those over the whole desk and of its books: JSON as the file of settings has it. */
export const getDeskLimits = (): Promise<DeskLimitsAnswer> => ask('/api/v1/desk/desk-limits');
/** Limits of options, costs and rules in force of one underlying. */
export const getSettings = (underlying: string): Promise<SettingsAnswer> => ask(`/api/v1/desk/settings${query({ underlying })}`);
/** The last commands, the newest first. */
export const getAudit = (count: number): Promise<AuditAnswer> => ask(`/api/v1/desk/audit${query({ count: `${count}` })}`);
/** The cheapest options, none that ends sooner than in so many days, that leave no scenario with more than a loss; premium null for any. */
export const getProtection = (underlying: string, mostLoss: number, mostPremium: number | null, lasts: number): Promise<ProtectionAnswer> =>
  ask(`/api/v1/desk/protection${query({ underlying, mostLoss: `${mostLoss}`, mostPremium: mostPremium === null ? null : `${mostPremium}`, lasts: `${lasts}` })}`);
/** Raises of limits that wait for a second person. */
export const getRaises = (): Promise<RaisesAnswer> => ask('/api/v1/desk/raises');
/** The frontiers that the lab kept. */
export const getFrontiers = (): Promise<FrontiersAnswer> => ask('/api/v1/lab/frontiers');
export const getFrontier = (name: string): Promise<FrontierView> => ask(`/api/v1/lab/frontiers/${encodeURIComponent(name)}`);
export const getFlow = (choice: FlowChoice, index?: number): Promise<FlowAnswer> =>
  ask(`/api/v1/flow${index === undefined ? '' : `/${index}`}${query({ ...choice })}`);

/** Of a live market the last fit, where no snapshot is named. */
export const getSurface = (expiries: string | null, index: number | null): Promise<SurfaceAnswer> =>
  ask(`/api/v1/flow/surface${query({ expiries, index: index === null ? null : `${index}` })}`);

/** A view as a file, with the name that the server gives it. */
export async function getExport(choice: FlowChoice, form: ExportForm, index?: number): Promise<{ name: string; content: Blob }> {
  const path = `/api/v1/flow/export${query({ ...choice, ...form, index: index === undefined ? null : `${index}` })}`;
  const response = await reach(path, { headers: credentials() });
  const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? 'poise-export', content: await whole(path, response.blob()) };
}

export const getSeries = (expiries: string | null): Promise<SeriesAnswer> => ask(`/api/v1/flow/series${query({ expiries })}`);

export const sendCommand = (command: Command): Promise<void> => post(command, undefined);
/** Trades without a venue that has not confirmed since the start. */
export const sendSetAside = (venue: string): Promise<void> => post(`set-aside${query({ venue })}`, undefined);
export const sendBand = (band: Band, underlying: string): Promise<void> => post(`band${query({ underlying })}`, band);
export const sendHold = (hold: Hold): Promise<void> => post('hold', hold);
/** The policy's text as it was typed: what is wrong with it the desk says, with line and column. */
export const sendPolicy = (text: string, underlying: string): Promise<void> => post(`policy${query({ underlying })}`, undefined, text);
/** How hedges are worked, likewise. */
export const sendWorking = (text: string, underlying: string): Promise<void> => post(`working${query({ underlying })}`, undefined, text);
/** Resolves to what the desk says: that they are taken, or which raise waits until when. */
export const sendLimits = (change: LimitsChange, underlying: string): Promise<string> => said(`limits${query({ underlying })}`, change);
/** Over the whole desk, or of a book of the house. */
export const sendDeskLimits = (change: LimitsChange, book: string | null): Promise<string> => said('desk-limits', book === null ? change : { books: { [book]: change } });
/** Options traded together; resolves to what the desk says. */
export const sendPackage = (legs: readonly PackageLeg[], underlying: string): Promise<string> => said(`package${query({ underlying })}`, { legs });
export const sendApproval = (raise: number): Promise<void> => post(`approve${query({ raise: `${raise}` })}`, undefined);

function query(choices: { [name: string]: string | null }): string {
  const given = Object.entries(choices).filter((pair): pair is [string, string] => pair[1] !== null);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

async function ask<T>(path: string): Promise<T> {
  const response = await reach(path, { headers: { Accept: 'application/json', ...credentials() } });
  return await whole(path, response.json()) as T;
}

/** What the desk says to a command. */
async function said(path: string, body: unknown): Promise<string> {
  const { message } = await whole<{ message: string }>(path, (await posted(path, body)).json());
  return message;
}

async function post(name: string, body: unknown, text?: string): Promise<void> {
  await posted(name, body, text);
}

function posted(name: string, body: unknown, text = body === undefined ? undefined : JSON.stringify(body)): Promise<Response> {
  return reach(`/api/v1/desk/commands/${name}`, {
    method: 'POST',
    headers: { ...credentials(), ...(text === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(text === undefined ? {} : { body: text }),
  });
}

function credentials(): Record<string, string> {
  const held = token.read();
  return held === null ? {} : { Authorization: `Bearer ${held}` };
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', ...request });
  } catch {
    throw new Problem('The desk does not answer', `${path} cannot be reached`, null);
  }
  if (response.ok)
    return response;
  throw await problemOf(response);
}

/** An answer's body: a link may be lost in the middle of it. */
async function whole<T>(path: string, body: Promise<T>): Promise<T> {
  try {
    return await body;
  } catch (error) {
    throw error instanceof SyntaxError
      ? new Problem('The answer is no JSON', path, 200)
      : new Problem('The desk does not answer', `the answer to ${path} broke off`, null);
  }
}

/** The problem that a refused answer holds, or one made of its status where the body is something else. */
export async function problemOf(response: Response): Promise<Problem> {
  const fallback = `${response.status} ${response.statusText}`.trim();
  if (!/\bjson\b/.test(response.headers.get('Content-Type') ?? ''))
    return new Problem(fallback, null, response.status);
  try {
    const { title, detail } = await response.json() as { title?: unknown; detail?: unknown };
    return new Problem(
      typeof title === 'string' ? title : fallback,
      typeof detail === 'string' ? detail : null,
      response.status,
    );
  } catch {
    return new Problem(fallback, null, response.status);
  }
}
