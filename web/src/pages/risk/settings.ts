export interface SettingsLine {
  name: string;
  text: string;
}

interface Options { maxOrder: number; maxPosition: number; collar: number }
interface Rule { lasts: string; every: string; then: string }
interface Protect extends Rule { mostLoss: number; mostPremium?: number }
interface Keep extends Rule { mostGamma?: number; mostVega?: number; mostCost?: number; sellsOptions: boolean }

/** What is in force of a hedge beside policy, working and limits, as the file of settings has it. */
interface Settings { options?: Options; takerFee: number; makerFee: number; latency: string; protect?: Protect; keep?: Keep }

const when = ({ lasts, every, then }: Rule): string => `of ${lasts} and longer; ${then === 'trade' ? 'traded' : 'told'}, each ${every} at most`;

/** One line each; text is the JSON that the server answers with. */
export function settingsLines(text: string): SettingsLine[] {
  const { options, takerFee, makerFee, latency, protect, keep } = JSON.parse(text) as Settings;
  const lines = [
    { name: 'options', text: options ? `${options.maxOrder} an order, ${options.maxPosition} of one contract, ${Math.round(100 * options.collar)} % from the mid` : 'none is traded' },
    { name: 'costs', text: `taker ${takerFee} bp, maker ${makerFee} bp, latency ${latency}` },
  ];
  if (protect)
    lines.push({ name: 'protect', text: `most loss ${protect.mostLoss}${protect.mostPremium === undefined ? '' : `, premium ${protect.mostPremium}`}, options ${when(protect)}` });
  if (keep) {
    const bounds = [keep.mostGamma === undefined ? null : `gamma ${keep.mostGamma}`, keep.mostVega === undefined ? null : `vega ${keep.mostVega}`].filter(bound => bound !== null).join(', ');
    lines.push({ name: 'keep', text: `most ${bounds}${keep.mostCost === undefined ? '' : `, cost ${keep.mostCost}`}, ${keep.sellsOptions ? 'options bought and sold' : 'options bought'} ${when(keep)}` });
  }
  return lines;
}
