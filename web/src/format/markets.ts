const NAMES: Record<string, string> = {
  simulated: 'SIMULATED MARKET', files: 'FROM FILES', paper: 'PAPER ORDERS', live: 'LIVE ORDERS', streamed: 'DATA ALONE', 'dry-run': 'DRY RUN', 'dry-run-simulated': 'DRY RUN, SIMULATED',
};

/** The market of a status in words. */
export const marketName = (market: string): string => NAMES[market] ?? market;

/** Its time is its own. */
export const isSimulated = (market: string | null): boolean => market === 'simulated' || market === 'dry-run-simulated';

/** Nothing that the desk wants is sent. */
export const isDryRun = (market: string): boolean => market.startsWith('dry-run');
