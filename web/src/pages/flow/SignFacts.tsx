import type { FlowView } from '../../api/views';
import { SIGNS } from '../../format/conventions';
import { compact, fixed, percent, plain, price } from '../../format/numbers';
import { sideOf } from '../../ui/Metric';

type Inventory = NonNullable<FlowView['inventory']>;

const CONTRACTS_SHOWN = 20;

const TOLD: [key: keyof Inventory['volume'], name: string, meaning: string][] = [
  ['venue', 'the venue', 'it said which side took'],
  ['quote', 'quotes', 'the price against the mid of the quote'],
  ['package', 'packages', 'the price of two legs against the mid of both'],
  ['leg', 'legs', 'a leg’s price against its own mid'],
  ['tick', 'ticks', 'the price against the last different one'],
  ['bar', 'bars', 'a bar’s price within the range of its quotes'],
  ['unsigned', 'nothing', 'at the mid, a block without a side, or no quote and no earlier price'],
];

/** What each sign model says of the same chain. */
export function SignModels({ view }: { view: FlowView }) {
  if (view.signModels.length < 2)
    return null;
  return (
    <>
      <h3>Sign models side by side</h3>
      <table className="numbers" data-testid="sign-models">
        <thead><tr><th className="text">signs</th><th title={view.conventions.unit}>GEX</th><th>zero gamma</th><th>call wall</th><th>put wall</th></tr></thead>
        <tbody>
          {view.signModels.map(model => (
            <tr key={model.signs} className={model.signs === view.conventions.signs ? 'chosen' : ''} title={`${model.signs}: ${SIGNS[model.signs] ?? 'as the server names it'}\nregime: ${model.regime ?? '–'}`}>
              <td className="text">{model.signs}</td>
              <td className={sideOf(model.gex) ?? ''}>{compact(model.gex, true)}</td>
              <td>{price(model.zeroGamma)}</td>
              <td>{plain(model.callWall)}</td>
              <td>{plain(model.putWall)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** What trades tell of the dealers' position, and how far. */
export function InventoryFacts({ inventory, gex }: { inventory: Inventory; gex: number | null | undefined }) {
  const { volume, corrections } = inventory;
  const contracts = [...inventory.contracts].sort((a, b) => Math.abs(b.gex ?? 0) - Math.abs(a.gex ?? 0)).slice(0, CONTRACTS_SHOWN);
  return (
    <div data-testid="inventory">
      <h3>Inventory from trades</h3>
      <dl>
        <Fact name="GEX, one deviation either way" value={`${compact(gex, true)} ± ${compact(inventory.gexDeviation)}`} />
        <Fact name="its sign is right with" value={percent(inventory.signOdds, 0)} title="The error taken as normal: 50 %, nothing is known of the sign" />
        <Fact name="confidence" value={percent(inventory.confidence)} title="0 %: no better than any position within open interest being as likely as another" />
        <Fact name="prior" value={inventory.prior} title="What is assumed of positions that no trade told of" />
        <Fact name="contracts traded" value={`${fixed(volume.all, 0)} in ${fixed(inventory.trades, 0)}`} title="Trades; of bars the bars" />
        {TOLD.filter(([key]) => volume[key] > 0).map(([key, name, meaning]) => <Fact key={key} name={`side told by ${name}`} value={percent(volume[key] / volume.all)} title={meaning} />)}
        {corrections.prints > 0 && <Fact name="moved by open interest" value={`${fixed(corrections.contracts, 0)} in ${fixed(corrections.prints, 0)}`} title="Prints of open interest that the estimate did not fit" />}
      </dl>
      <table className="numbers">
        <thead><tr><th className="text">dealers hold</th><th title="Contracts, + long">position</th><th title="One deviation either way, in contracts">±</th><th title="How likely the position has the sign that it shows: 50 %, nothing is known">sign</th><th title="Contracts traded">traded</th></tr></thead>
        <tbody>
          {contracts.map(c => (
            <tr key={c.symbol} title={`GEX ${compact(c.gex, true)}; no position can be larger than ${plain(c.bound, 0)}`} data-testid="inventory-row">
              <td className="text">{c.symbol}</td>
              <td className={sideOf(c.position) ?? ''}>{fixed(c.position, 0, true)}</td>
              <td>{fixed(c.deviation, 0)}</td>
              <td>{percent(c.signOdds, 0)}</td>
              <td>{fixed(c.volume, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {inventory.contracts.length > contracts.length && <p className="dim">The {contracts.length} of largest GEX out of {inventory.contracts.length}.</p>}
    </div>
  );
}

const Fact = ({ name, value, title }: { name: string; value: string; title?: string }) => <div title={title}><dt>{name}</dt><dd>{value}</dd></div>;
