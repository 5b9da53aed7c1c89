// ccxt drives a running poise exchange over REST and WebSocket and judges what comes back.
// Usage: node ccxt.mjs http://127.0.0.1:8378 KEYS_FILE; prints each failure, then "N passed, N failed".
import fs from 'node:fs';
import ccxt from 'ccxt';

const [address, keysFile] = process.argv.slice(2);
const accounts = JSON.parse(fs.readFileSync(keysFile, 'utf8'));
let passed = 0, failed = 0;

async function check(name, body) {
  try {
    await body();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error?.constructor?.name}: ${error?.message ?? error}`);
  }
}

function that(holds, message) {
  if (!holds) throw new Error(message);
}

const near = (a, b, by) => Math.abs(a - b) <= by;

async function refused(kind, call) {
  try {
    await call();
  } catch (error) {
    that(error instanceof kind, `${error.constructor.name} (${error.message}) in place of ${kind.name}`);
    return error;
  }
  throw new Error(`not refused, ${kind.name} was due`);
}

function client(Class, account) {
  const exchange = new Class({ apiKey: account?.client_id, secret: account?.client_secret, enableRateLimit: false });
  exchange.urls.api.rest = address;
  exchange.urls.api.ws = address.replace('http', 'ws') + '/ws/api/v2';
  return exchange;
}

const rest = client(ccxt.deribit, accounts[0]);
const anonymous = client(ccxt.deribit);
const socket = client(ccxt.pro.deribit, accounts[0]);
const perpetual = 'BTC/USD:BTC';
let option, future;

await check('loadMarkets', async () => {
  const markets = await rest.loadMarkets();
  const swap = markets[perpetual];
  that(swap?.swap && swap.inverse && swap.contractSize === 10 && swap.precision.price === 0.5, `the perpetual: ${JSON.stringify(swap)}`);
  const options = Object.values(markets).filter(m => m.option && m.base === 'BTC');
  that(options.length > 100, `${options.length} options`);
  const soon = options.map(o => o.expiry).sort((a, b) => a - b)[Math.floor(options.length / 2)];
  const ticker = await rest.fetchTicker(perpetual);
  option = options.filter(o => o.expiry === soon && o.optionType === 'call').sort((a, b) => Math.abs(a.strike - ticker.last) - Math.abs(b.strike - ticker.last))[0];
  future = Object.values(markets).find(m => m.future && m.base === 'BTC');
  that(option && future, 'an option and a dated future');
});

await check('fetchTime', async () => that(near(await rest.fetchTime(), Date.now(), 5000), 'the time'));
await check('fetchStatus', async () => that((await rest.fetchStatus()).status === 'ok', 'status'));
await check('fetchCurrencies', async () => that((await rest.fetchCurrencies()).BTC, 'BTC'));

await check('fetchTicker', async () => {
  const t = await rest.fetchTicker(perpetual);
  that(t.bid > 0 && t.ask > t.bid && t.last > 0 && near(t.bid, t.info.mark_price, 0.02 * t.bid), JSON.stringify(t));
});
await check('fetchTickers', async () => {
  const all = await rest.fetchTickers(undefined, { code: 'BTC', type: 'option' });
  that(Object.keys(all).length > 100, `${Object.keys(all).length} tickers`);
});
await check('fetchOrderBook', async () => {
  const book = await rest.fetchOrderBook(perpetual, 5);
  that(book.bids.length === 5 && book.asks.length === 5 && book.bids[0][0] < book.asks[0][0] && book.bids[0][0] > book.bids[1][0] && book.nonce > 0, JSON.stringify(book).slice(0, 300));
});
await check('fetchTrades', async () => {
  const trades = await rest.fetchTrades(perpetual, undefined, 10);
  that(trades.length > 0 && trades.every(t => t.price > 0 && t.amount > 0 && ['buy', 'sell'].includes(t.side)), JSON.stringify(trades[0]));
  const since = await rest.fetchTrades(perpetual, Date.now() - 600_000, 10);
  that(since.length > 0 && since[0].timestamp <= since.at(-1).timestamp, 'trades since a time ascend');
});
await check('fetchOHLCV', async () => {
  const candles = await rest.fetchOHLCV(perpetual, '1m', Date.now() - 600_000, 10);
  that(candles.length > 0 && candles.every(c => c[2] >= c[3] && c[1] > 0 && c[5] >= 0), JSON.stringify(candles));
});
await check('fetchOptionChain', async () => {
  const chain = await rest.fetchOptionChain('BTC');
  const row = chain[option.symbol];
  that(Object.keys(chain).length > 100 && row.markPrice > 0 && row.underlyingPrice > 1000, JSON.stringify(row));
});
await check('fetchOption', async () => that((await rest.fetchOption(option.symbol)).markPrice > 0, 'an option'));
await check('fetchGreeks', async () => {
  const g = await rest.fetchGreeks(option.symbol);
  that(g.delta > 0.2 && g.delta < 0.8 && g.gamma > 0 && g.vega > 0 && g.theta < 0 && g.markImpliedVolatility > 10 && g.bidImpliedVolatility < g.askImpliedVolatility, JSON.stringify(g));
});
await check('fetchOpenInterest', async () => that((await rest.fetchOpenInterest(perpetual)).openInterestValue > 0, 'open interest'));
await check('fetchFundingRate', async () => that(Number.isFinite((await rest.fetchFundingRate(perpetual)).fundingRate), 'funding'));
await check('fetchFundingRateHistory', async () => that(Array.isArray(await rest.fetchFundingRateHistory(perpetual)), 'funding history'));
await check('fetchVolatilityHistory', async () => that(Array.isArray(await rest.fetchVolatilityHistory('BTC')), 'volatility history'));
await check('fetchLiquidations', async () => that(Array.isArray(await rest.fetchLiquidations(perpetual)), 'liquidations'));

await check('fetchBalance', async () => {
  const one = await rest.fetchBalance({ code: 'BTC' }), all = await rest.fetchBalance();
  that(near(one.BTC.total, 100, 5) && one.BTC.free > 0 && near(all.BTC.total, 100, 5), JSON.stringify(one.BTC));
});
await check('fetchTradingFees', async () => that((await rest.fetchTradingFees())[perpetual].taker === 0.0005, 'fees'));
await check('fetchAccounts', async () => that((await rest.fetchAccounts()).length === 2, 'main and sub account'));

let resting;
await check('createOrder limit, post only', async () => {
  const { bid } = await rest.fetchTicker(perpetual);
  const price = Math.round(bid * 0.98);
  resting = await rest.createOrder(perpetual, 'limit', 'buy', 100, price, { postOnly: true, label: 'judge-1' });
  that(resting.status === 'open' && resting.price === price && resting.amount === 100 && resting.filled === 0, JSON.stringify(resting));
});
await check('fetchOrder', async () => {
  const order = await rest.fetchOrder(resting.id, perpetual);
  that(order.status === 'open' && order.info.label === 'judge-1' && order.info.post_only === true, JSON.stringify(order.info));
});
await check('fetchOpenOrders', async () => {
  that((await rest.fetchOpenOrders(perpetual)).some(o => o.id === resting.id), 'by instrument');
  that((await rest.fetchOpenOrders()).some(o => o.id === resting.id), 'by currency');
});
await check('editOrder', async () => {
  const edited = await rest.editOrder(resting.id, perpetual, 'limit', 'buy', 50, resting.price);
  that(edited.amount === 50 && edited.id === resting.id, JSON.stringify(edited));
});
await check('cancelOrder', async () => {
  const gone = await rest.cancelOrder(resting.id, perpetual);
  that(gone.status === 'canceled' && gone.info.cancel_reason === 'user_request', JSON.stringify(gone.info));
  await refused(ccxt.InvalidOrder, () => rest.cancelOrder(resting.id, perpetual));
});
let bought;
await check('createOrder market', async () => {
  bought = await rest.createOrder(perpetual, 'market', 'buy', 1000);
  that(bought.status === 'closed' && bought.filled === 1000 && bought.average > 0 && bought.trades.length > 0 && bought.fee?.cost !== undefined, JSON.stringify(bought));
});
await check('fetchOrderTrades', async () => {
  const trades = await rest.fetchOrderTrades(bought.id, perpetual);
  that(near(trades.reduce((s, t) => s + t.amount, 0), 1000, 1e-9) && trades.every(t => t.takerOrMaker === 'taker'), JSON.stringify(trades));
});
await check('fetchMyTrades', async () => {
  that((await rest.fetchMyTrades(perpetual)).length > 0, 'by instrument');
  that((await rest.fetchMyTrades()).length > 0, 'by currency');
  that((await rest.fetchMyTrades(perpetual, Date.now() - 60_000)).length > 0, 'since a time');
});
await check('fetchClosedOrders', async () => that((await rest.fetchClosedOrders(perpetual)).some(o => o.id === bought.id), 'the market order'));
await check('fetchPositions', async () => {
  const position = (await rest.fetchPositions([perpetual])).find(p => p.symbol === perpetual);
  that(position.side === 'long' && position.contracts === 1000 && position.entryPrice > 0 && position.liquidationPrice !== 0, JSON.stringify(position));
  that((await rest.fetchPosition(perpetual)).side === 'long', 'one position');
});
await check('createOrder market_limit, ioc, fok', async () => {
  const { ask } = await rest.fetchTicker(perpetual);
  that((await rest.createOrder(perpetual, 'limit', 'buy', 10, Math.round(ask * 1.01), { timeInForce: 'IOC' })).status === 'closed', 'ioc');
  that((await rest.createOrder(perpetual, 'limit', 'buy', 10, Math.round(ask * 1.01), { timeInForce: 'FOK' })).status === 'closed', 'fok');
  const limited = await rest.privateGetBuy({ instrument_name: 'BTC-PERPETUAL', amount: 10, type: 'market_limit' });
  that(limited.result.order.order_state === 'filled', JSON.stringify(limited));
  const day = await rest.createOrder(perpetual, 'limit', 'buy', 10, Math.round(ask * 0.97), { time_in_force: 'good_til_day' });
  that(day.info.time_in_force === 'good_til_day', JSON.stringify(day.info));
});
await check('reduce only, hidden, self-trade', async () => {
  const { bid, ask } = await rest.fetchTicker(perpetual);
  const reduced = await rest.createOrder(perpetual, 'market', 'sell', 10, undefined, { reduceOnly: true });
  that(reduced.filled === 10 && reduced.info.reduce_only === true, JSON.stringify(reduced.info));
  const shown = await rest.createOrder(perpetual, 'limit', 'buy', 1000, Math.round(bid * 0.97), { display_amount: 100 });
  that(Number(shown.info.display_amount) === 100, JSON.stringify(shown.info));
  await rest.createOrder(perpetual, 'limit', 'buy', 10, Math.floor((bid + ask) / 2) , { postOnly: false });
});
await check('trigger orders', async () => {
  const { bid } = await rest.fetchTicker(perpetual);
  const stop = await rest.createOrder(perpetual, 'market', 'sell', 10, undefined, { stopLossPrice: Math.round(bid * 0.9) });
  that(stop.info.order_state === 'untriggered' && stop.info.order_type === 'stop_market' && stop.info.price === 'market_price', JSON.stringify(stop.info));
  const take = await rest.createOrder(perpetual, 'limit', 'sell', 10, Math.round(bid * 1.03), { takeProfitPrice: Math.round(bid * 1.02) });
  that(take.info.order_type === 'take_limit', JSON.stringify(take.info));
  const trail = await rest.createOrder(perpetual, 'market', 'sell', 10, undefined, { trailingAmount: 500 });
  that(trail.info.order_type === 'trailing_stop' && Number(trail.info.trigger_offset) === 500, JSON.stringify(trail.info));
  that((await rest.fetchOpenOrders(perpetual)).filter(o => o.info.order_state === 'untriggered').length === 3, 'three of them wait');
});
await check('cancelAllOrders', async () => {
  await rest.cancelAllOrders(perpetual);
  that((await rest.fetchOpenOrders(perpetual)).length === 0, 'nothing is left');
});
await check('createOrder in vol and in dollars', async () => {
  const vol = await rest.createOrder(option.symbol, 'limit', 'buy', 1, 5, { advanced: 'implv' });
  that(vol.status === 'open' && vol.info.implv === 5 && vol.price > 0, JSON.stringify(vol.info));
  const usd = await rest.createOrder(option.symbol, 'limit', 'buy', 1, 50, { advanced: 'usd' });
  that(usd.info.advanced === 'usd' && usd.price < 0.01, JSON.stringify(usd.info));
  await refused(ccxt.InvalidOrder, () => rest.createOrder(perpetual, 'limit', 'buy', 10, 50, { advanced: 'usd' }));
  await rest.cancelOrder(vol.id, option.symbol);
  await rest.cancelOrder(usd.id, option.symbol);
});
await check('options trade', async () => {
  const t = await rest.fetchTicker(option.symbol);
  const order = await rest.createOrder(option.symbol, 'limit', 'buy', 0.5, t.ask);
  that(order.status === 'closed' && order.filled === 0.5, JSON.stringify(order));
  const position = (await rest.fetchPositions([option.symbol])).find(p => p.symbol === option.symbol);
  that(position?.side === 'long', JSON.stringify(position));
});
await check('closePosition', async () => {
  const closed = await rest.privateGetClosePosition({ instrument_name: 'BTC-PERPETUAL', type: 'market' });
  that(closed.result.order.reduce_only === true && closed.result.order.direction === 'sell', JSON.stringify(closed));
});

await check('errors', async () => {
  await refused(ccxt.AuthenticationError, () => client(ccxt.deribit, { client_id: 'nobody', client_secret: 'wrong' }).fetchBalance({ code: 'BTC' }));
  await refused(ccxt.AuthenticationError, () => { const wrong = client(ccxt.deribit, { client_id: accounts[0].client_id, client_secret: 'wrong' }); return wrong.fetchBalance({ code: 'BTC' }); });
  const { bid, ask } = await rest.fetchTicker(perpetual);
  await refused(ccxt.InvalidOrder, () => rest.privateGetBuy({ instrument_name: 'BTC-PERPETUAL', amount: 15, price: Math.round(bid) })); // ccxt itself would round it
  await refused(ccxt.InvalidOrder, () => rest.createOrder(perpetual, 'limit', 'buy', 10, Math.round(ask * 2)));
  await refused(ccxt.InvalidOrder, () => rest.createOrder(perpetual, 'limit', 'buy', 10, Math.round(ask * 1.01), { postOnly: true }));
  await refused(ccxt.InsufficientFunds, async () => rest.createOrder(option.symbol, 'limit', 'sell', 5000, (await rest.fetchTicker(option.symbol)).ask));
  await refused(ccxt.OrderNotFound, () => rest.fetchOrder('BTC-123456789', perpetual));
  await refused(ccxt.ExchangeError, () => rest.publicGetTicker({ instrument_name: 'BTC-NOTHING' }));
  await refused(ccxt.BadRequest, () => rest.publicGetTicker({}));
});

// Over the socket.
await socket.loadHttpProxyAgent();
await socket.loadMarkets();
await check('watchOrderBook', async () => {
  let book;
  for (let i = 0; i < 4; i++) {
    book = await socket.watchOrderBook(perpetual, 20);
    that(book.bids[0][0] < book.asks[0][0], 'not crossed');
  }
  that(book.bids.length >= 5, 'depth');
});
await check('watchTicker', async () => that((await socket.watchTicker(perpetual)).bid > 0, 'ticker'));
await check('watchTickers', async () => that(Object.keys(await socket.watchTickers([perpetual, future.symbol])).length > 0, 'tickers'));
await check('watchBidsAsks', async () => that(Object.values(await socket.watchBidsAsks([perpetual]))[0].ask > 0, 'best prices'));
await check('watchTrades', async () => that((await socket.watchTrades(perpetual)).length > 0, 'trades'));
await check('watchOHLCV', async () => that((await socket.watchOHLCV(perpetual, '1m')).length > 0, 'candles'));
await check('watchBalance', async () => that(near((await socket.watchBalance()).BTC.BTC.total, 100, 5), 'balance')); // ccxt puts the currency's balance one level too deep
await check('watchOrders and watchMyTrades', async () => {
  const orders = socket.watchOrders(perpetual), trades = socket.watchMyTrades(perpetual);
  await new Promise(done => setTimeout(done, 300)); // the subscriptions are not told when they stand
  await rest.createOrder(perpetual, 'market', 'buy', 10);
  that((await orders)[0].symbol === perpetual, 'an order');
  const [trade] = await trades;
  that(trade.amount === 10, JSON.stringify(trade));
});
await check('watchOrderBook raw', async () => {
  const raw = client(ccxt.pro.deribit, accounts[0]);
  await raw.loadHttpProxyAgent();
  const book = await raw.watchOrderBook(perpetual, undefined, { interval: 'raw' });
  that(book.bids.length > 0 && book.nonce !== undefined, 'raw book');
  await raw.close();
});
await socket.close();

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
