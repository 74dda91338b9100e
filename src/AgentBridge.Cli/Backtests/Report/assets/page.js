'use strict';
(() => {
  const byId = id => document.getElementById(id);
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const colors = new Map();
  const color = name => {
    if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim());
    return colors.get(name);
  };
  dark.addEventListener('change', () => colors.clear());
  const two = value => String(value).padStart(2, '0');
  const shownTime = ms => {
    const time = new Date(ms);
    return `${time.getUTCFullYear()}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())} ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
  };
  const percent = (fraction, digits = 2) => `${fraction > 0 ? '+' : ''}${(fraction * 100).toFixed(digits)} %`;
  const signed = (value, digits = 2) => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
  const tone = value => value > 0 ? 'up' : value < 0 ? 'down' : '';

  async function inflate(id) {
    const text = atob(byId(id).textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Four columns of varints: open less the close before and close less open (zigzag), high less the higher of both, the lower of both less low.
  function readCandles(bytes, pair, stepMs) {
    const { count, first_ms: firstMs, decimals } = pair;
    let at = 0;
    const next = () => {
      let value = 0;
      let factor = 1;
      for (;;) {
        const byte = bytes[at++];
        value += (byte & 127) * factor;
        if (byte < 128) return value;
        factor *= 128;
      }
    };
    const column = read => {
      const values = new Float64Array(count);
      for (let i = 0; i < count; i++) values[i] = read(next());
      return values;
    };
    const zigzag = value => value % 2 ? -(value + 1) / 2 : value / 2;
    const [opens, bodies] = [column(zigzag), column(zigzag)];
    const [above, below] = [column(value => value), column(value => value)];
    const unit = 10 ** decimals;
    const candles = new Array(count);
    let close = 0;
    for (let i = 0; i < count; i++) {
      const open = close + opens[i];
      close = open + bodies[i];
      candles[i] = {
        time: (firstMs + i * stepMs) / 1000,
        open: open / unit,
        high: (Math.max(open, close) + above[i]) / unit,
        low: (Math.min(open, close) - below[i]) / unit,
        close: close / unit,
      };
    }
    return candles;
  }

  // Draws the trades of a pair. While they are narrow: a dot at the entry and a line at the upper edge, or where they are many the line alone; once there is room: levels, entry and exit.
  class TradeLayer {
    constructor(trades) { this.trades = trades; }
    attached({ chart, series, requestUpdate }) { [this.chart, this.series, this.requestUpdate] = [chart, series, requestUpdate]; }
    paneViews() { return [this.view ??= { renderer: () => ({ draw: target => target.useMediaCoordinateSpace(scope => this.draw(scope.context, scope.mediaSize.width)) }) }]; }
    // Levels of a few trades widen the scale of prices, so that they can be seen.
    autoscaleInfo(from, to) {
      const levels = this.trades.filter(trade => trade.closeAt >= from && trade.openAt <= to).slice(0, 41).flatMap(trade => [trade.stop, trade.target]).filter(level => level !== null);
      return levels.length === 0 || levels.length > 80 ? null : { priceRange: { minValue: Math.min(...levels), maxValue: Math.max(...levels) } };
    }
    draw(context, width) {
      const scale = this.chart.timeScale();
      const range = scale.getVisibleLogicalRange();
      if (!range) return;
      const y = price => this.series.priceToCoordinate(price);
      const [up, down, accent, panel] = ['up', 'down', 'accent', 'panel'].map(color);
      const [upRgb, downRgb] = [color('up-rgb'), color('down-rgb')];
      const line = (fromX, fromY, toX, toY, style, dash) => {
        context.strokeStyle = style;
        context.setLineDash(dash);
        context.beginPath();
        context.moveTo(fromX, fromY);
        context.lineTo(toX, toY);
        context.stroke();
      };
      context.lineWidth = 1.25;
      const zero = scale.logicalToCoordinate(Math.round(range.from));
      const spacing = scale.logicalToCoordinate(Math.round(range.from) + 1000) - zero;
      const visible = this.trades.filter(trade => trade.closeAt >= range.from && trade.openAt <= range.to);
      const hasRoom = visible.length * 8 < width;
      for (const trade of visible) {
        const left = zero + (trade.openAt - Math.round(range.from)) * spacing / 1000;
        const right = zero + (trade.closeAt - Math.round(range.from)) * spacing / 1000;
        const result = trade.profit > 0 ? up : down;
        if (right - left < 5 && spacing < 3000) {
          context.fillStyle = result;
          context.fillRect(left - 0.5, 0, 1, 9);
          if (hasRoom) {
            context.fillStyle = accent;
            context.fillRect(left - 1.5, y(trade.openRate) - 1.5, 3, 3);
          }
          continue;
        }
        const end = Math.max(right, left + 2);
        const [entry, exit] = [y(trade.openRate), y(trade.closeRate)];
        const [target, stop] = [trade.target === null ? null : y(trade.target), y(trade.stop)];
        const box = (level, rgb, edge) => {
          context.fillStyle = `rgba(${rgb}, 0.13)`;
          context.fillRect(left, Math.min(entry, level), end - left, Math.abs(level - entry));
          line(left, level, end, level, edge, [4, 3]);
        };
        if (target !== null) box(target, upRgb, up);
        if (stop !== null) box(stop, downRgb, down);
        line(left, entry, right, exit, result, [2, 2]);
        context.setLineDash([]);
        context.lineWidth = 1.5;
        context.strokeStyle = panel;
        context.fillStyle = accent;
        const tip = trade.stop !== null && trade.stop > trade.openRate ? 5 : -5;
        context.beginPath();
        context.moveTo(left, entry + tip);
        context.lineTo(left + 5, entry - tip);
        context.lineTo(left - 5, entry - tip);
        context.closePath();
        context.fill();
        context.stroke();
        context.fillStyle = result;
        context.beginPath();
        context.arc(right, exit, 4.5, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
        context.lineWidth = 1.25;
      }
    }
  }

  function readTrades(report) {
    const columns = report.trades;
    return columns.pair.map((pair, i) => ({
      number: i + 1,
      pair,
      openMs: columns.open[i],
      closeMs: columns.close[i],
      openAt: Math.round((columns.open[i] - report.pairs[pair].first_ms) / report.step_ms),
      closeAt: Math.round((columns.close[i] - report.pairs[pair].first_ms) / report.step_ms),
      openRate: columns.open_rate[i],
      closeRate: columns.close_rate[i],
      stop: columns.stop[i],
      target: columns.target[i],
      exit: columns.exit[i],
      ratio: columns.ratio[i],
      profit: columns.profit[i],
      r: columns.r[i],
      why: columns.why[i],
    }));
  }

  function candleChart(report, trades) {
    const shown = { pair: 0, candles: [], trades: [], chosen: -1, keptUntil: 0 };
    const { createChart, CandlestickSeries, ColorType } = LightweightCharts;
    const theme = () => ({
      layout: { background: { type: ColorType.Solid, color: color('panel') }, textColor: color('muted'), attributionLogo: true, fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { vertLines: { color: color('grid') }, horzLines: { color: color('grid') } },
      timeScale: { borderColor: color('line') },
      rightPriceScale: { borderColor: color('line') },
    });
    const candleColors = () => ({ upColor: color('up'), wickUpColor: color('up'), downColor: color('down'), wickDownColor: color('down'), borderVisible: false });
    const chart = createChart(byId('chart'), {
      ...theme(),
      autoSize: true,
      localization: { timeFormatter: seconds => shownTime(seconds * 1000) },
    });
    chart.applyOptions({ timeScale: { enableConflation: true, timeVisible: true, secondsVisible: false, minBarSpacing: 0.001, rightOffset: 2 } });
    const series = chart.addSeries(CandlestickSeries, { ...candleColors(), priceLineVisible: false, lastValueVisible: false });
    let layer = null;

    const price = value => value.toFixed(report.pairs[shown.pair].decimals);
    const legend = byId('legend');
    function describe(at) {
      const candle = shown.candles[at];
      if (!candle) return;
      const trade = shown.trades.find(t => t.openAt <= at && at <= t.closeAt);
      const parts = [element('b', '', shownTime(candle.time * 1000)), ` open ${price(candle.open)} high ${price(candle.high)} low ${price(candle.low)} close ${price(candle.close)}`];
      if (trade) {
        parts.push(
          element('br'),
          element('b', '', `Trade ${trade.number}`),
          ` ${price(trade.openRate)} → ${price(trade.closeRate)}, `,
          element('b', tone(trade.profit), `${percent(trade.ratio)} (${signed(trade.r)} R)`),
          `, ${report.exits[trade.exit]}, stop ${price(trade.stop)}${trade.target === null ? '' : `, target ${price(trade.target)}`}${trade.why ? ` · ${trade.why}` : ''}`);
      }
      legend.replaceChildren(...parts);
    }

    async function show(pair) {
      shown.pair = pair;
      shown.candles = readCandles(await inflate(`candles-${pair}`), report.pairs[pair], report.step_ms);
      shown.trades = trades.filter(trade => trade.pair === pair).sort((one, other) => one.openMs - other.openMs);
      shown.chosen = -1;
      const { decimals } = report.pairs[pair];
      series.applyOptions({ priceFormat: { type: 'price', precision: decimals, minMove: 10 ** -decimals } });
      series.setData(shown.candles);
      if (layer) series.detachPrimitive(layer);
      layer = new TradeLayer(shown.trades);
      series.attachPrimitive(layer);
      chart.priceScale('right').applyOptions({ autoScale: true });
      chart.timeScale().fitContent();
      byId('previous').disabled = byId('next').disabled = shown.trades.length === 0;
      describe(shown.candles.length - 1);
    }

    function goTo(index) {
      if (shown.trades.length === 0) return;
      shown.chosen = (index + shown.trades.length) % shown.trades.length;
      const trade = shown.trades[shown.chosen];
      const half = Math.max(30, (trade.closeAt - trade.openAt) * 0.9);
      const middle = (trade.openAt + trade.closeAt) / 2;
      chart.priceScale('right').applyOptions({ autoScale: true });
      chart.timeScale().setVisibleLogicalRange({ from: middle - half, to: middle + half });
      describe(trade.openAt);
    }

    chart.subscribeCrosshairMove(moved => { if (moved.logical !== undefined && performance.now() > shown.keptUntil) describe(Math.round(moved.logical)); });
    byId('previous').addEventListener('click', () => goTo(shown.chosen < 0 ? shown.trades.length - 1 : shown.chosen - 1));
    byId('next').addEventListener('click', () => goTo(shown.chosen + 1));
    byId('all').addEventListener('click', () => chart.timeScale().fitContent());
    dark.addEventListener('change', () => {
      chart.applyOptions(theme());
      series.applyOptions(candleColors());
      document.body.dataset.theme = dark.matches ? 'dark' : 'light';
    });
    const choice = byId('pair');
    choice.append(...report.pairs.map((pair, i) => new Option(pair.name, i)));
    choice.hidden = report.pairs.length < 2;
    choice.addEventListener('change', () => show(Number(choice.value)));
    return {
      chart,
      show,
      async find(trade) {
        if (shown.pair !== trade.pair) {
          choice.value = trade.pair;
          await show(trade.pair);
        }
        goTo(shown.trades.indexOf(trade));

        // The page scrolls under the pointer, which points at nothing meanwhile.
        shown.keptUntil = performance.now() + 1000;
        byId('chart').scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
      },
    };
  }

  function courses(report) {
    const time = report.equity.time.map(ms => ms / 1000);
    const made = [];
    function plot(id, height, label, values, name, rgb, shownValue) {
      const box = byId(id);
      const axis = () => ({ stroke: () => color('muted'), grid: { stroke: () => color('grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' });
      const options = {
        width: box.clientWidth, height,
        tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
        cursor: { sync: { key: 'time' }, drag: { x: true, y: false }, points: { size: 6 } },
        scales: { x: { time: true } },
        axes: [{ ...axis(), size: 26, values: dayValues }, { ...axis(), size: 64, values: (_, splits) => splits.map(shownValue) }],
        series: [
          { label: 'time', value: (_, seconds) => seconds == null ? '–' : shownTime(seconds * 1000) },
          { label, stroke: () => color(name), fill: () => `rgba(${color(rgb)}, 0.14)`, width: 1.5, points: { show: false }, value: (_, value) => value == null ? '–' : shownValue(value) },
        ],
      };
      if (id === 'drawdown') options.scales.y = { range: (_, low) => [Math.min(low * 1.05, -0.001), 0] };
      else options.series[1].fillTo = (_, __, low) => low;
      const drawn = new uPlot(options, [time, values], box);
      new ResizeObserver(() => { if (box.clientWidth && box.clientWidth !== drawn.width) drawn.setSize({ width: box.clientWidth, height }); }).observe(box);
      made.push(drawn);
    }
    const dayValues = (_, splits, __, ___, step) => splits.map(seconds => {
      const text = shownTime(seconds * 1000);
      return step >= 86400 * 28 ? text.slice(0, 7) : step >= 86400 ? text.slice(5, 10) : text.slice(5);
    });
    const big = Math.max(...report.equity.value.map(Math.abs)) >= 1000;
    plot('equity', 240, `equity in ${report.currency}`, report.equity.value, 'accent', 'accent-rgb', value => value.toLocaleString('en-US', { maximumFractionDigits: big ? 0 : 4 }));
    plot('drawdown', 140, 'drawdown', report.equity.drawdown.map(value => -value), 'down', 'down-rgb', value => `${(value * 100).toFixed(1)} %`);
    dark.addEventListener('change', () => made.forEach(drawn => drawn.redraw(false, true)));
  }

  function months(report) {
    const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    const largest = Math.max(...report.months.map(month => Math.abs(month.change)), 1e-9);
    const years = new Map();
    for (const { month, change } of report.months) {
      const year = month.slice(0, 4);
      if (!years.has(year)) years.set(year, new Array(12).fill(null));
      years.get(year)[Number(month.slice(5)) - 1] = change;
    }
    for (const [year, changes] of years) {
      const row = element('div', 'year');
      const total = changes.reduce((product, change) => product * (1 + (change ?? 0)), 1) - 1;
      const head = element('b', '', year);
      head.append(element('small', '', percent(total, 1)));
      row.append(head);
      changes.forEach((change, i) => {
        const cell = element('div', 'month');
        cell.append(element('small', '', names[i]), change === null ? '–' : signed(change * 100, 1));
        if (change !== null) {
          cell.style.background = `rgba(var(--${change < 0 ? 'down' : 'up'}-rgb), ${(0.06 + 0.34 * Math.abs(change) / largest).toFixed(3)})`;
          cell.title = `${year}-${two(i + 1)}: ${percent(change)}`;
        }
        row.append(cell);
      });
      byId('months').append(row);
    }
    byId('months').append(element('p', 'hint', 'The change of the equity in each month, in percent.'));
  }

  function distribution(trades) {
    const box = byId('distribution');
    if (trades.length === 0) {
      box.replaceChildren(element('p', 'hint', 'There are no trades.'));
      return;
    }
    const values = trades.map(trade => trade.r).sort((one, other) => one - other);
    const quantile = share => values[Math.round(share * (values.length - 1))];
    const [low, high] = [Math.max(values[0], Math.min(quantile(0.005), -1.5)), Math.min(values.at(-1), Math.max(quantile(0.995), 1.5))];
    const width = [0.05, 0.1, 0.25, 0.5, 1, 2, 5].find(step => (high - low) / step <= 40) ?? (high - low) / 40;
    const [first, last] = [Math.floor(low / width), Math.max(Math.ceil(high / width), Math.floor(low / width) + 1)];
    const counts = new Array(last - first).fill(0);
    for (const value of values) counts[Math.min(counts.length - 1, Math.max(0, Math.floor(value / width) - first))]++;
    const [total, height, foot] = [Math.max(200, box.clientWidth), 200, 20];
    const most = Math.max(...counts);
    const svg = (name, attributes, text) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      if (text !== undefined) made.textContent = text;
      return made;
    };
    const picture = svg('svg', { viewBox: `0 0 ${total} ${height + foot}`, role: 'img', 'aria-label': 'How many trades ended with which profit in R' });
    const x = place => (place - first) / counts.length * total;
    counts.forEach((count, i) => {
      const tall = count / most * (height - 18);
      const bar = svg('rect', { x: x(first + i) + 0.5, width: Math.max(total / counts.length - 1, 1), y: height - tall, height: tall, rx: 1, style: `fill: var(--${first + i < 0 ? 'down' : 'up'})` });
      bar.append(svg('title', {}, `${((first + i) * width).toFixed(2)} to ${((first + i + 1) * width).toFixed(2)} R: ${count} trades`));
      picture.append(bar);
    });
    picture.append(svg('line', { x1: 0, x2: total, y1: height, y2: height, style: 'stroke: var(--line)' }));
    const every = Math.max(1, Math.ceil((last - first) * width / (total / 60) / Math.max(width, 0.5)) * Math.max(width, 0.5) / width);
    for (let place = Math.ceil(first / every) * every; place <= last; place += every) {
      const at = x(place);
      picture.append(svg('text', { x: at, y: height + 14, 'text-anchor': at < 12 ? 'start' : at > total - 12 ? 'end' : 'middle' }, String(Number((place * width).toFixed(2)))));
    }
    picture.append(svg('text', { x: 2, y: 11 }, `${most} trades at most in ${Number(width.toFixed(3))} R`));
    box.replaceChildren(picture);
  }

  function tableOf(columns, rows, className) {
    const table = element('table', className);
    const head = table.createTHead().insertRow();
    columns.forEach(column => head.append(Object.assign(element('th', '', column), { scope: 'col' })));
    const body = table.createTBody();
    for (const cells of rows) {
      const row = body.insertRow();
      cells.forEach(cell => row.append(element('td', '', cell)));
    }
    return table;
  }

  function tradeTable(report, trades, find) {
    const pageSize = 25;
    const shown = { page: 0, list: trades };
    const several = report.pairs.length > 1;
    const price = (trade, value) => value === null ? '–' : value.toFixed(report.pairs[trade.pair].decimals);
    const columns = [
      ['#', t => t.number, 'wide'],
      ['pair', t => report.pairs[t.pair].name, several ? '' : 'none'],
      ['entry', t => shownTime(t.openMs), ''],
      ['exit', t => shownTime(t.closeMs), 'wide'],
      ['entry price', t => price(t, t.openRate), 'wide'],
      ['exit price', t => price(t, t.closeRate), 'wide'],
      ['stop', t => price(t, t.stop), 'wide'],
      ['target', t => price(t, t.target), 'wide'],
      ['reason', t => report.exits[t.exit], ''],
      ['profit', t => percent(t.ratio), ''],
      [report.currency, t => signed(t.profit), 'wide'],
      ['R', t => signed(t.r), ''],
      ['why', t => t.why, 'wide why'],
    ].filter(column => column[2] !== 'none' && (column[0] !== 'why' || trades.some(trade => trade.why)));
    const box = element('div', 'scroll');
    byId('trades').append(box);

    function draw() {
      const pages = Math.max(1, Math.ceil(shown.list.length / pageSize));
      shown.page = Math.min(Math.max(shown.page, 0), pages - 1);
      const from = shown.page * pageSize;
      const table = tableOf([], [], 'trades');
      for (const [name, , className] of columns) table.tHead.rows[0].append(Object.assign(element('th', className, name), { scope: 'col' }));
      for (const trade of shown.list.slice(from, from + pageSize)) {
        const row = table.tBodies[0].insertRow();
        row.tabIndex = 0;
        row.title = 'Show this trade in the chart';
        for (const [name, value, className] of columns) {
          row.append(element('td', [className, name === 'profit' || name === 'R' || name === report.currency ? tone(trade.profit) : ''].join(' ').trim(), String(value(trade))));
        }
        row.addEventListener('click', () => find(trade));
        row.addEventListener('keydown', pressed => { if (pressed.key === 'Enter') find(trade); });
      }
      box.replaceChildren(table);
      byId('page').textContent = shown.list.length === 0 ? 'no trades' : `${from + 1}–${Math.min(from + pageSize, shown.list.length)} of ${shown.list.length}`;
      byId('newer').disabled = shown.page === 0;
      byId('older').disabled = shown.page === pages - 1;
    }

    const choice = byId('exit');
    choice.append(new Option('all exits', ''), ...report.exits.map((name, i) => new Option(name, i)));
    choice.addEventListener('change', () => {
      shown.list = choice.value === '' ? trades : trades.filter(trade => trade.exit === Number(choice.value));
      shown.page = 0;
      draw();
    });
    byId('newer').addEventListener('click', () => { shown.page--; draw(); });
    byId('older').addEventListener('click', () => { shown.page++; draw(); });
    draw();
  }

  function tables(report) {
    for (const { title, columns, rows } of report.tables) {
      const panel = element('section', 'panel');
      const box = element('div', 'scroll');
      box.append(tableOf(columns, rows, ''));
      panel.append(element('h2', '', title), box);
      byId('tables').append(panel);
    }
    byId('assumptions').append(...report.assumptions.map(text => element('li', '', text)));
  }

  function heading(report) {
    byId('title').textContent = report.title;
    byId('subtitle').textContent = report.subtitle;
    byId('sha256').textContent = report.sha256;
    for (const { label, value, tone: sign } of report.cards) {
      const card = element('div', 'card');
      card.append(element('span', '', label), element('strong', sign < 0 ? 'down' : sign > 0 ? 'up' : '', value));
      byId('cards').append(card);
    }
  }

  async function start() {
    const report = JSON.parse(new TextDecoder().decode(await inflate('report')));
    const trades = readTrades(report);
    heading(report);
    const candles = candleChart(report, trades);
    await candles.show(0);
    courses(report);
    months(report);
    new ResizeObserver(() => distribution(trades)).observe(byId('distribution'));
    tradeTable(report, trades, candles.find);
    tables(report);
    window.report = { document: report, trades, chart: candles.chart };
    document.body.dataset.drawn = 'true';
  }

  start().catch(error => {
    byId('failure').textContent = `This report can't be shown: ${error.message}. It needs a browser of 2023 or newer.`;
    byId('failure').hidden = false;
    throw error;
  });
})();
