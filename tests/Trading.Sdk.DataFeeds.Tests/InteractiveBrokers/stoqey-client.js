// Reads depth and ticks from the gateway at argv[2] with the third-party client under argv[3]; prints what it saw as JSON.
const { IBApi, EventName } = require(process.argv[3] + '/node_modules/@stoqey/ib');
const ib = new IBApi({ host: '127.0.0.1', port: Number(process.argv[2]), clientId: 9 });
const seen = { serverVersion: 0, depth: [], depthL2: [], allLast: [], bidAsk: [], midPoint: [], prices: [], bars: [], contract: null, errors: [] };
const stock = (symbol, exchange) => ({ symbol, secType: 'STK', exchange, currency: 'USD' });
const finish = () => { seen.serverVersion = ib.serverVersion; ib.disconnect(); process.stdout.write(JSON.stringify(seen)); process.exit(0); };
setTimeout(() => { process.stderr.write('timed out: ' + JSON.stringify(seen)); process.exit(1); }, 30000);
const text = v => v === undefined || v === null ? '' : String(v);
ib.on(EventName.updateMktDepth, (id, pos, op, side, price, size) => seen.depth.push([pos, op, side, text(price), text(size)]));
ib.on(EventName.updateMktDepthL2, (id, pos, mm, op, side, price, size, smart) => seen.depthL2.push([pos, op, side, text(price), text(size), mm]));
ib.on(EventName.tickByTickAllLast, (id, type, time, price, size) => seen.allLast.push([time, text(price), text(size)]));
ib.on(EventName.tickByTickBidAsk, (id, time, bid, ask, bidSize, askSize) => seen.bidAsk.push([time, text(bid), text(ask), text(bidSize), text(askSize)]));
ib.on(EventName.tickByTickMidPoint, (id, time, mid) => seen.midPoint.push([time, text(mid)]));
ib.on(EventName.tickPrice, (id, type, price) => seen.prices.push([type, text(price)]));
ib.on(EventName.realtimeBar, (id, time, open) => seen.bars.push([time, text(open)]));
ib.on(EventName.contractDetails, (id, details) => { seen.contract = details.longName; });
ib.on(EventName.error, (error, code, id) => seen.errors.push([Number(code), id]));
let times = 0;
ib.on(EventName.currentTime, () => { if (++times === 2) { finish(); } });
ib.once(EventName.nextValidId, () => {
  ib.reqMktDepth(101, stock('MSFT', 'ARCA'), 5, false);
  ib.reqMktDepth(102, stock('AAPL', 'SMART'), 6, true);
  ib.reqTickByTickData(201, stock('AAPL', 'SMART'), 'AllLast', 0, false);
  ib.reqTickByTickData(202, stock('AAPL', 'SMART'), 'BidAsk', 0, false);
  ib.reqTickByTickData(203, stock('AAPL', 'SMART'), 'MidPoint', 0, false);
  ib.reqMktData(301, stock('AAPL', 'SMART'), '', false, false);
  ib.reqRealTimeBars(401, stock('AAPL', 'SMART'), 5, 'TRADES', true);
  ib.reqContractDetails(501, stock('AAPL', 'SMART'));
  ib.reqContractDetails(502, stock('NOPE', 'SMART'));
  ib.reqCurrentTime();
  // The depth scripts run beside the answers: the second question comes when both are complete.
  const timer = setInterval(() => {
    if (seen.depth.length >= Number(process.argv[4]) && seen.depthL2.length >= Number(process.argv[5])) { clearInterval(timer); ib.reqCurrentTime(); }
  }, 20);
});
ib.connect();
