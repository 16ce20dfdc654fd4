// What the browser tests ask of a page and do in JupyterLab's own words: put into every page.

{
  const panel = () => window.jupyterapp?.shell?.currentWidget;
  const kernel = () => panel().sessionContext.session.kernel;
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const place = part => part.getBoundingClientRect();
  const named = part => part.outerHTML.slice(0, 80);

  // A page that is busy for two seconds, and anywidget gives its models up: here always.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = () => timeout(0);

  // While `asOnMac`, what is clicked gets no focus, but what is around it: the rule of Safari there.
  const UNFOCUSED = 'button, select, a[href], input:is([type=radio], [type=checkbox], [type=range])';
  let pressed = null;
  addEventListener('mousedown', ({target}) => {
    pressed = window.asOnMac && target.closest(`:is(${UNFOCUSED}):not([tabindex])`);
  }, true);
  addEventListener('focusin', ({target}) => {
    if (!pressed || target !== pressed) return;
    pressed = null;
    target.blur();
    target.parentElement.closest('[tabindex]')?.focus({preventScroll: true});
  }, true);

  window.lab = {
    started() {
      const commands = ['docmanager:open', 'apputils:change-theme', 'notebook:run-all-cells'];
      return commands.every(each => window.jupyterapp?.commands.hasCommand(each)) && !!panel();
    },

    ready(path) {
      const session = panel()?.sessionContext;
      return Boolean(session?.isReady && session.path.endsWith(path)
        && session.session?.kernel?.status === 'idle');
    },

    async open(path) { await jupyterapp.commands.execute('docmanager:open', {path}); },

    // Closes the notebook and its kernel, or runs in the kernel what empties it.
    async leave(empties) {
      window.asOnMac = false;
      const session = panel()?.sessionContext;
      if (empties) await session.session.kernel.requestExecute({code: empties}).done;
      else await session?.shutdown();
      panel()?.dispose();
    },

    run() {
      window.ran = false;
      jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { window.ran = true; });
    },

    ran() {
      return window.ran && kernel().status === 'idle'
        && panel().content.widgets.every(cell => cell.model.type !== 'code'
          || !cell.model.sharedModel.getSource().trim() || cell.model.executionCount !== null);
    },

    // The error outputs of all cells.
    errors() {
      return panel().content.widgets.filter(cell => cell.model.type === 'code')
        .flatMap(({model: {outputs}}) => [...Array(outputs.length)].map((_, n) => outputs.get(n)))
        .filter(output => output.type === 'error')
        .map(output => output.toJSON())
        .map(output => `${output.ename}: ${output.evalue}`);
    },

    // The number of cells, whether one is being edited, and the sources.
    state() {
      const {widgets, mode} = panel().content;
      const sources = widgets.map(cell => cell.model.sharedModel.getSource());
      return [widgets.length, mode, sources.join()];
    },

    theme(name) { jupyterapp.commands.execute('apputils:change-theme', {theme: name}); },
    execute(code) { kernel().requestExecute({code}); },
    restart() { kernel().restart(); },
    async shutdown() { await panel().sessionContext.shutdown(); },
    save() { jupyterapp.commands.execute('docmanager:save'); },
    saved() { return !panel().context.model.dirty; },
  };

  window.look = {
    // What can be read with no fold opened: innerText leaves out what is hidden, but not a fold.
    unfolded() {
      return all('.jp-Notebook .jp-OutputArea-output').filter(part => part.checkVisibility())
        .map(part => {
          const copy = part.cloneNode(true);
          all('details:not([open]) > :not(summary)', copy).forEach(each => each.remove());
          return copy.textContent;
        }).join('\n');
    },

    // Answers and reasons in a fold: the last cell of a row of three.
    folded() {
      return all('.jp-OutputArea-output details td:last-child')
        .filter(cell => all('th', cell.closest('table')).length === 3)
        .map(cell => cell.textContent);
    },

    // Parts whose words do not fit in them, and what is too small for a finger; the name of a dot
    // stands beside it. Of letters and seats the gap between two counts: 24 from middle to middle.
    cutOff(whole) {
      const wide = [whole, ...all('*', whole)].filter(
        part => part.scrollWidth > part.clientWidth + 1
          && getComputedStyle(part).display !== 'inline' && !part.matches('input, .touch-dot'));
      const edge = place(whole);
      const outside = all('.touch-dot *', whole).filter(name => {
        const at = place(name);
        return at.right > edge.right || at.left < edge.left
          || at.top < edge.top || at.bottom > edge.bottom;
      });
      const small = all('button, input', whole).filter(part => {
        const {width, height: drawn} = place(part);
        const gap = part.matches('.touch-seat, .touch-letter') ? 2 : 0; // rows of them stand apart
        const turns = part.matches('.touch-letter:is(.touch-broken, .touch-late)'); // flat for a while
        const height = drawn && turns ? part.offsetHeight : drawn;
        return height && (height < 24 || width + gap < 24);
      });
      return [...wide, ...outside, ...small].map(named);
    },

    // A widget, or a box in it, that scrolls sideways; a chart without a name; what is outside its
    // cell or its drawing, or is shortened; labels of an axis that touch, letters that are small.
    amiss(smallest) {
      const amiss = [];
      const output = '.jp-OutputArea-output:has(.jupyter-widgets)';
      for (const box of all(`${output}, ${output} .widget-box`)) {
        const more = box.scrollWidth - box.clientWidth;
        const hides = box.matches(output) || getComputedStyle(box).overflowX !== 'visible';
        if (more > 0 && hides && innerWidth >= 1024) amiss.push(['scrolls', more, named(box)]);
      }
      for (const label of all(`${output} .widget-label-basic`)) // beside a box to tick
        if (label.scrollWidth > label.clientWidth) amiss.push(['shortened', label.textContent]);
      for (const chart of all('.jp-OutputArea-output svg.marks').filter(each => place(each).width)) {
        const said = chart.closest('[role=graphics-document]')?.getAttribute('aria-label');
        const name = (said ?? '').slice(0, 60);
        if (['', 'Vega visualization'].includes(name)) amiss.push(['nameless', named(chart)]);
        const [at, cell] = [chart, chart.closest('.jp-OutputArea-output')].map(place);
        if (at.right > cell.right + 1 || at.left < cell.left - 1) amiss.push(['outside', name]);
        const scale = at.width / chart.getAttribute('width');
        for (const text of all('text', chart)) {
          const words = text.textContent, letters = place(text);
          const size = parseFloat(getComputedStyle(text).fontSize) * scale;
          if (letters.width && size < smallest) amiss.push(['small', name, words, size]);
          if (words.endsWith('…')) amiss.push(['shortened', name, words]);
          if (letters.width && words
              && (letters.left < at.left - 2 || letters.right > at.right + 2))
            amiss.push(['cut', name, words]);
        }
        for (const axis of all('.role-axis-label', chart)) {
          const written = all('text', axis).filter(label => label.textContent);
          const labels = written.filter(label => label.getAttribute('opacity') !== '0');
          const by = axis.closest('.role-axis')?.getAttribute('aria-label') ?? '';
          // Of a row of steps that are not equal, such as 50, 100, 200, a reader cannot tell one.
          const steps = written.map(label => Number(label.textContent.replace(',', '')));
          const equal = steps.every((step, n) => n < 2 || step - steps[n - 1] === steps[1] - steps[0]);
          if (by.includes('discrete') && labels.length < written.length && !equal)
            amiss.push(['hidden', name, ...written.filter(label => !labels.includes(label))
              .map(label => label.textContent)]);
          for (let n = 1; n < labels.length; n++) {
            const [a, b] = [labels[n - 1], labels[n]].map(place);
            if (a.right + 1 > b.left && b.right + 1 > a.left
                && a.bottom - 1 > b.top && b.bottom - 1 > a.top)
              amiss.push(['touch', name, labels[n - 1].textContent, labels[n].textContent]);
          }
        }
      }
      return amiss;
    },

    // In the dark: a chart with a card of its own, or ink that is as dark as the page behind it.
    unseen() {
      const unseen = [];
      const dark = colour => {
        const c = (colour.match(/[\d.]+/g) ?? []).map(Number);
        return c.length >= 3 && (c[3] ?? 1) > 0 && Math.max(...c.slice(0, 3)) < 60;
      };
      for (const chart of all('.jp-OutputArea-output svg.marks')) {
        const card = chart.querySelector(':scope > rect');
        const fill = card ? getComputedStyle(card).fill : 'none';
        if (!['none', 'transparent', 'rgba(0, 0, 0, 0)'].includes(fill)) unseen.push(['card', fill]);
        for (const mark of all('.mark-symbol path, .mark-line path, text', chart)) {
          const style = getComputedStyle(mark);
          if (mark.closest('.mark-text') && chart.querySelector('.mark-rect')) continue; // on a tile
          const ink = style.fill !== 'none' ? style.fill : style.stroke;
          if (place(mark).width && dark(ink) && style.opacity !== '0')
            unseen.push(['ink', ink, named(mark)]);
        }
      }
      return unseen;
    },

    // Presses the buttons with these words, with no time between.
    press(picture, names) {
      for (const name of names)
        all('button', picture).find(each => each.textContent === name).click();
    },

    // Where the first hour begins, and where the dots of each evening begin.
    begins(picture) {
      return all('.touch-evening', picture).map(words => Math.round(place(words.firstElementChild).left));
    },

    // Whether this sign never comes into a box: Chromium drops it from a number, Firefox does not.
    keepsOut(box, sign) {
      const typed = {data: sign, bubbles: true, cancelable: true};
      return !box.dispatchEvent(new InputEvent('beforeinput', typed));
    },

    // Which parts to try: of each kind in each cell two, as a quiz has twenty that are alike.
    twoOfEachKind(parts) {
      const seen = new Map();
      return [...parts.keys()].filter(at => {
        const part = parts[at], cell = part.closest('.jp-Cell, .cell');
        const kinds = seen.get(cell) ?? seen.set(cell, {}).get(cell);
        const around = part.closest('.jupyter-widgets')?.className;
        const kind = [part.tagName, part.type, part.className, around].join();
        return (kinds[kind] = (kinds[kind] ?? 0) + 1) <= 2;
      });
    },
  };
}
