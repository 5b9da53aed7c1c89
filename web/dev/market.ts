/** A made-up option market with honest arithmetic, so that the played pictures hang together. */

export const density = (x: number): number => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

/** The normal distribution function to about 1e-7, which is enough to look at. */
export function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail = density(x) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

/** Park and Miller's generator: the same pictures at every start. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48271 % 2147483647) / 2147483647;
}

export interface Option {
  strike: number;
  expiry: number;
  isCall: boolean;
  openInterest: number;
  vol: number;
}

export interface Expiry {
  at: string;
  years: number;
}

export interface Greeks {
  delta: number;
  gamma: number;
  vanna: number;
}

export function greeks(option: Option, spot: number, years: number): Greeks {
  const width = option.vol * Math.sqrt(years);
  const d1 = Math.log(spot / option.strike) / width + width / 2;
  return {
    delta: cumulative(d1) - (option.isCall ? 0 : 1),
    gamma: density(d1) / (spot * width),
    vanna: -density(d1) * (d1 - width) / option.vol,
  };
}

/** Open interest that leans to calls above and puts below the money, and to round strikes. */
export function listed(middle: number, step: number, strikes: number, expiries: readonly Expiry[], seed: number): Option[] {
  const random = seeded(seed);
  const options: Option[] = [];
  expiries.forEach((expiry, e) => {
    for (let i = -strikes; i <= strikes; i++) {
      const strike = middle + i * step;
      const distance = Math.log(strike / middle);
      const spread = 0.03 + 0.12 * Math.sqrt(expiry.years);
      const round = strike % (step * 10) === 0 ? 5 : strike % (step * 5) === 0 ? 2.5 : 1;
      for (const isCall of [true, false]) {
        const lean = Math.exp(-(((distance - (isCall ? spread : -spread) / 2) / spread) ** 2));
        const openInterest = Math.round(2500 * lean * round * (0.3 + random()) / (1 + e * 0.25));
        if (openInterest > 0)
          options.push({ strike, expiry: e, isCall, openInterest, vol: 0.42 - 0.35 * distance + 0.6 * distance ** 2 });
      }
    }
  });
  return options;
}
