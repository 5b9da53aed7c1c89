import { Problem, sendBand, sendCommand, sendHold, sendPolicy, type Band, type Command, type Hold } from '../api/client';
import { problem } from './session';
import { Store } from './store';

/** What became of the last command, in words, unless it was refused. */
export const notice = new Store<string | null>(null);

const TAKEN: Record<Command, string> = {
  kill: 'Kill switch taken: trading halts, working orders are cancelled',
  resume: 'Resume taken',
  'cancel-all': 'Cancel all taken',
};

export const command = (name: Command): Promise<void> => tried(() => sendCommand(name), TAKEN[name]);

export const setBand = (band: Band, underlying: string): Promise<void> => tried(() => sendBand(band, underlying), 'Band taken');

/** Resolves to why the policy is refused, or null where it was taken. */
export const setPolicy = (text: string, underlying: string): Promise<string | null> => refusalOf(() => sendPolicy(text, underlying), 'Policy taken');

/** Resolves to why the position is refused, or null where it was taken. */
export const setHold = (hold: Hold): Promise<string | null> => refusalOf(() => sendHold(hold), 'Position taken');

async function refusalOf(send: () => Promise<void>, taken: string): Promise<string | null> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof Problem))
      throw error;
    return error.detail ?? error.title;
  }
  problem.set(null);
  notice.set(taken);
  return null;
}

async function tried(send: () => Promise<void>, taken: string): Promise<void> {
  try {
    await send();
    problem.set(null);
    notice.set(taken);
  } catch (error) {
    if (!(error instanceof Problem))
      throw error;
    notice.set(null);
    problem.set(error);
  }
}
