// The same messages through JSON.parse and ccxt's own order book class, as its Binance client does it.
// usage: node ccxt_book.mjs <node_modules> <messages.jsonl> <repetitions>
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , modules, file, repetitions] = process.argv;
const { OrderBook } = await import(pathToFileURL(path.resolve(modules, 'ccxt/js/src/base/ws/OrderBook.js')));
const [snapshotText, ...lines] = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
const snapshot = JSON.parse(snapshotText);
const numbers = side => side.map(([price, amount]) => [parseFloat(price), parseFloat(amount)]);

function measure(name, run) {
  const times = [];
  for (let i = 0; i < +repetitions + 2; i++) {
    const start = process.cpuUsage();
    run();
    const used = process.cpuUsage(start);
    if (i >= 2) times.push((used.user + used.system) * 1000 / lines.length);
  }

  times.sort((a, b) => a - b);
  const median = times[times.length >> 1];
  console.log(`${name}\t${median.toFixed(1)}\tns a message, least ${times[0].toFixed(1)}`);
}

measure('JSON.parse', () => { let sum = 0; for (const line of lines) sum += JSON.parse(line).u; return sum; });
measure('ccxt bytes → book → best', () => {
  const book = new OrderBook({});
  book.reset({ bids: numbers(snapshot.bids), asks: numbers(snapshot.asks), nonce: snapshot.lastUpdateId });
  let sum = 0;
  for (const line of lines) {
    const message = JSON.parse(line);
    for (const [price, amount] of message.b) book.bids.storeArray([parseFloat(price), parseFloat(amount)]);
    for (const [price, amount] of message.a) book.asks.storeArray([parseFloat(price), parseFloat(amount)]);
    sum += book.bids[0][0] + book.asks[0][0];
  }

  return sum;
});
