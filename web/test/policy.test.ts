import { expect, it } from 'vitest';
import { replacedBy } from '../src/pages/desk/policy';

it('a band takes the place of all that is more than a band to its target', () => {
  const of = (settings: object | null) => replacedBy({ policy: 'in words', policySettings: settings && JSON.stringify(settings) });
  const band = { policy: 'fixed', lower: -1, target: 0, upper: 1, rebalance: 'to-target', ratio: 1 };
  expect(of(band)).toBeNull();
  for (const other of [null, { ...band, ratio: 0.5 }, { ...band, rebalance: 'to-edge' }, { policy: 'scheduled', every: '1h', of: band }, { policy: 'zakamouline', dailySd: 1 }])
    expect(of(other)).toBe('in words');
});
