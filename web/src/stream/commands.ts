import { Problem, sendApproval, sendBand, sendCommand, sendDeskLimits, sendHold, sendLimits, sendPackage, sendPolicy, sendSetAside, sendWorking, type Band, type Command, type Hold, type LimitsChange, type PackageLeg } from '../api/client';
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

export const setAside = (venue: string): Promise<void> => tried(() => sendSetAside(venue), `${venue} is left out until it confirms`);

export const setBand = (band: Band, underlying: string): Promise<void> => tried(() => sendBand(band, underlying), 'Band taken');

/** Resolves to why the policy is refused, or null where it was taken. */
export const setPolicy = (text: string, underlying: string): Promise<string | null> => refusalOf(() => sendPolicy(text, underlying), 'Policy taken');

/** Resolves to why another way of working is refused, or null where it was taken. */
export const setWorking = (text: string, underlying: string): Promise<string | null> => refusalOf(() => sendWorking(text, underlying), 'Way of working taken');

/** Resolves to why the limits are refused, or null where they were taken or wait for a second person. */
export const setLimits = (change: LimitsChange, underlying: string): Promise<string | null> => refusalOf(async () => `Limits: ${await sendLimits(change, underlying)}`, 'Limits taken');

/** The same over the whole desk, or of a book of the house. */
export const setDeskLimits = (change: LimitsChange, book: string | null): Promise<string | null> => refusalOf(async () => `Limits: ${await sendDeskLimits(change, book)}`, 'Limits taken');

/** Resolves to why none of the options is traded, or null where their orders have left. */
export const tradePackage = (legs: readonly PackageLeg[], underlying: string): Promise<string | null> => refusalOf(() => sendPackage(legs, underlying), 'Orders have left');

export const approve = (raise: number): Promise<void> => tried(() => sendApproval(raise), `Raise ${raise} approved`);

/** Resolves to why the position is refused, or null where it was taken. */
export const setHold = (hold: Hold): Promise<string | null> => refusalOf(() => sendHold(hold), 'Position taken');

/** What `send` resolves to is told, if anything, in the place of `taken`. */
async function refusalOf(send: () => Promise<string | void>, taken: string): Promise<string | null> {
  let said: string | void;
  try {
    said = await send();
  } catch (error) {
    if (!(error instanceof Problem))
      throw error;
    return error.detail ?? error.title;
  }
  problem.set(null);
  notice.set(said ?? taken);
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
