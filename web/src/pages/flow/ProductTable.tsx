import type { FlowView } from '../../api/views';
import { compact, percent, plain, price } from '../../format/numbers';
import { clock } from '../../format/time';
import { sideOf } from '../../ui/Metric';

type Product = NonNullable<FlowView['products']>[number];

/** What each underlying of a view of several brings to it. */
export function ProductTable({ view: { products = [], underlying, conventions } }: { view: FlowView }) {
  if (products.length === 0)
    return null;
  return (
    <>
      <h3>Products on the scale of {underlying}</h3>
      <table className="numbers" data-testid="products">
        <thead>
          <tr>
            <th className="text">options on</th><th title={`Spot of ${underlying} over its own: its strikes times this are the view’s. For options on a future the basis lies in it`}>ratio</th>
            <th title={`Open interest in contracts of ${underlying}`}>contracts</th><th title={conventions.unit}>GEX</th>
            <th title="Its size over the sum of all products’ sizes">share</th>
          </tr>
        </thead>
        <tbody>
          {products.map(product => (
            <tr key={product.underlying} title={inWords(product, underlying)} data-testid="product-row">
              <td className="text">{product.underlying}</td>
              <td>{plain(product.ratio, 4)}</td>
              <td>{compact(product.openInterest)}</td>
              <td className={sideOf(product.gex) ?? ''}>{compact(product.gex, true)}</td>
              <td>{percent(product.gexShare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const inWords = (product: Product, underlying: string): string => [
  `${product.underlying} at ${price(product.spot)}, ${clock(product.asOf)} UTC, ${product.expiries} expiries`,
  `one of its contracts is ${plain(product.contractSize, 4)} of ${underlying}`,
  `zero gamma of it alone ${price(product.zeroGamma)} on the scale of ${underlying}`,
  `DEX ${compact(product.dex, true)}, VEX ${compact(product.vex, true)}, CEX ${compact(product.cex, true)}`,
].join('\n');
