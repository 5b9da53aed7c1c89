import { describe, expect, it } from 'vitest';
import { settingsLines } from '../src/pages/risk/settings';

describe('settings in force', () => {
  it('tells all of them', () => {
    expect(settingsLines('{"options":{"maxOrder":2,"maxPosition":40,"collar":0.25},"takerFee":3.5,"makerFee":-0.5,"latency":"20ms","protect":{"mostLoss":5000,"mostPremium":400,"lasts":"3d","every":"1m","then":"trade"},"keep":{"mostGamma":2,"mostVega":150,"mostCost":40,"sellsOptions":false,"lasts":"2d","every":"10m","then":"tell"}}')).toEqual([
      { name: 'options', text: '2 an order, 40 of one contract, 25 % from the mid' },
      { name: 'costs', text: 'taker 3.5 bp, maker -0.5 bp, latency 20ms' },
      { name: 'protect', text: 'most loss 5000, premium 400, options of 3d and longer; traded, each 1m at most' },
      { name: 'keep', text: 'most gamma 2, vega 150, cost 40, options bought of 2d and longer; told, each 10m at most' },
    ]);
  });

  it('says that no option is traded, and of rules that are not there nothing', () => {
    expect(settingsLines('{"takerFee":5,"makerFee":0,"latency":"0d"}')).toEqual([{ name: 'options', text: 'none is traded' }, { name: 'costs', text: 'taker 5 bp, maker 0 bp, latency 0d' }]);
    expect(settingsLines('{"options":{"maxOrder":2,"maxPosition":40,"collar":0.5},"takerFee":5,"makerFee":0,"latency":"0d","keep":{"mostVega":150,"sellsOptions":true,"lasts":"2d","every":"10m","then":"trade"}}')[2]?.text)
      .toBe('most vega 150, options bought and sold of 2d and longer; traded, each 10m at most');
  });
});
