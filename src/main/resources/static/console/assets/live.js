// Pages that move: while one is seen, a stream tells that what it shows has changed, and htmx loads its part again. It has
// [data-live], the address of the stream, around #part. One stream at most, and none in a hidden tab: a browser has six connections.
(() => {
  'use strict';
  const AGAIN = 60000;
  let page = null, stream = null, timer, opened = [];

  function sync() {
    const seen = document.hidden ? null : document.querySelector('[data-live]');
    if (seen !== page) {
      close();
      if (seen) open(seen);
    }
  }
  function open(seen) {
    page = seen;
    stream = new EventSource(page.dataset.live);
    stream.addEventListener('changed', moved);
    stream.addEventListener('end', () => stream.close());
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return; // the browser connects again
      htmx.trigger(page, 'moved'); // leads to the sign-in page where that is the reason
      timer = setTimeout(() => { close(); sync(); }, AGAIN);
    });
  }
  function close() {
    clearTimeout(timer);
    if (stream) stream.close();
    page = stream = null;
  }
  function moved() {
    htmx.trigger(page, 'moved');
    const news = document.getElementById('news'); // read out, and so not more than once a minute
    const text = 'Last change at ' + new Date().toISOString().slice(11, 16) + ' UTC';
    if (news && news.textContent !== text) news.textContent = text;
  }

  document.addEventListener('htmx:load', sync);
  document.addEventListener('visibilitychange', sync);
  document.addEventListener('htmx:beforeSwap', () => { // what somebody has opened stays open
    opened = Array.from(document.querySelectorAll('#part details[open]'), details => details.id);
  });
  document.addEventListener('htmx:afterSwap', () => opened.map(id => document.getElementById(id))
    .forEach(details => { if (details) details.open = true; }));
})();
