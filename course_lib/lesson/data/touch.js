// The one base of every touched picture. Python sends HTML that it made and escaped; here it is
// drawn, and what is touched is sent back: click, key, sweep and drag. No sentence stands here.
const SLOW = 2000; // milliseconds after which a silent kernel is called busy
const DEAD = 350; // milliseconds in which a second tap on the same thing is the same tap
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Two people at one keyboard: where the letters of the left phone lead, and of the right one.
const HANDS = [
  { KeyW: "ArrowUp", KeyA: "ArrowLeft", KeyS: "ArrowDown", KeyD: "ArrowRight", Space: "take" },
  { ArrowUp: "ArrowUp", ArrowLeft: "ArrowLeft", ArrowDown: "ArrowDown", ArrowRight: "ArrowRight", Enter: "take" },
];

// Make `old` what `fresh` is, and keep each element that is still the same thing.
function morph(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) return old.data === fresh.data || (old.data = fresh.data);
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !/^(tabindex|data-lm-)/.test(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    if (name === "value" && old !== document.activeElement) old.value = value;
  }
  const named = new Map([...old.children].map((child) => [child.dataset.id, child]));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const id = next.dataset?.id;
    const same = at && at.nodeName === next.nodeName && !at.dataset?.id;
    const twin = id ? named.get(id) : same ? at : null;
    const kept = twin?.nodeName === next.nodeName;
    if (kept) morph(twin, next);
    if (kept && twin === at) at = at.nextSibling;
    else old.insertBefore(kept ? twin : next, at);
  }
  for (let gone; (gone = at); gone.remove()) at = at.nextSibling;
}

const middle = (node) => {
  const box = node.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
};

// The nearest of `others` from `here` in a direction, straight ahead before aside.
function nearest(here, others, [dx, dy]) {
  const [x, y] = middle(here);
  let [best, least] = [null, Infinity];
  for (const other of others) {
    const [ox, oy] = middle(other);
    const ahead = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    if (ahead > 2 && ahead + 3 * aside < least) [best, least] = [other, ahead + 3 * aside];
  }
  return best;
}

async function render({ model, el }) {
  const words = model.get("words");
  const sheet = await model.widget_manager.get_model(model.get("sheet").slice("IPY_MODEL_".length));
  const state = () => JSON.parse(sheet.get("value"));
  const picture = document.createElement("div");
  const busy = document.createElement("p");
  Object.assign(busy, { className: "touch-busy", ariaLive: "polite" });
  el.classList.add("touch");
  el.append(picture, busy);

  // What is sent --------------------------------------------------------------------------
  let waiting = 0; // a timer, from an act until its picture
  const later = new Map(); // what else was touched meanwhile: its id and what it said
  let last = { id: "", at: 0 };
  let swallow = false; // the click that ends a sweep or a drag

  const send = (act, value, hand = 0) => {
    try {
      model.send({ act, value: String(value), hand: Number(hand), drawing: state().drawings[hand] });
      waiting ||= setTimeout(() => (busy.textContent = words.busy), SLOW);
    } catch {
      busy.textContent = words.gone; // the kernel that knew this picture was restarted
    }
  };
  const tap = (thing) => {
    const now = performance.now();
    const { id, repeat, hand } = thing.dataset;
    if (last.id === id && now - last.at < DEAD && repeat === undefined) return;
    if (waiting && last.id !== id && !hand && !busy.textContent) later.set(id, thing.textContent);
    else done(thing);
    last = { id, at: now };
  };
  const done = (thing) => {
    if (!thing.dataset.act || thing.getAttribute("aria-disabled") === "true") return;
    const from = thing.closest("[data-form]")?.querySelector("input") ?? thing;
    send(thing.dataset.act, from.dataset.value ?? from.value, thing.dataset.hand);
  };

  // What is drawn -------------------------------------------------------------------------
  const draw = () => {
    clearTimeout(waiting);
    waiting = 0;
    busy.textContent = "";
    const held = el.contains(document.activeElement) ? document.activeElement : null;
    const id = held?.dataset.id;
    const before = new Map([...el.querySelectorAll("[data-glide],[data-path]")].map((node) => [node.dataset.id, [middle(node)]]));
    const fresh = document.createElement("template");
    fresh.innerHTML = `<div>${state().html}</div>`;
    morph(picture, fresh.content.firstChild);
    groom();
    if (held && document.activeElement !== held)
      (el.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? el.querySelector("[data-first]") ?? el.querySelector("button[data-act]"))?.focus();
    for (const node of matchMedia("(prefers-reduced-motion: reduce)").matches ? [] : el.querySelectorAll("[data-glide],[data-path]")) glide(node, before.get(node.dataset.id));
    for (const log of el.querySelectorAll("[data-log]")) requestAnimationFrame(() => (log.scrollTop = log.scrollHeight));
    for (const [name, text] of later) {
      if (waiting) break;
      later.delete(name);
      const thing = el.querySelector(`[data-id="${CSS.escape(name)}"]`);
      if (thing?.textContent === text) done(thing); // still there
    }
  };
  // The first of `stops` whose text begins with what is typed within a second.
  let typed = { text: "", at: 0 };
  const named = (stops, key, at) => {
    typed = { text: (at - typed.at < 1000 ? typed.text : "") + key.toLowerCase(), at };
    return stops.find((node) => node.textContent.trim().toLowerCase().startsWith(typed.text));
  };
  // From where it was, or what is new by way of the things that its path names; it may wait.
  const glide = (node, was) => {
    const { path = "", wait = 0 } = node.dataset;
    if (path && was) return; // it came before
    const [x, y] = middle(node);
    const way = was ?? path.split(" ").filter(Boolean).map((id) => middle(el.querySelector(`[data-id="${id}"]`)));
    const frames = way.map(([a, b], n) => ({ transform: `translate(${a - x}px,${b - y}px)`, opacity: n || wait <= 0 ? 1 : 0 }));
    node.animate([...frames, { transform: "none" }], { duration: was ? 350 : 900 * way.length, delay: 1000 * wait, easing: "ease-in-out", fill: "backwards" });
  };
  // One stop for the Tab key in each group.
  const groom = () => {
    for (const group of el.querySelectorAll("[data-rove]")) {
      const stops = [...group.querySelectorAll("button")];
      const stop = stops.find((node) => node.tabIndex === 0 && node.hasAttribute("tabindex")) ?? stops[0];
      for (const node of stops) node.tabIndex = node === stop ? 0 : -1;
    }
    for (const seat of el.querySelectorAll("[data-seats] button"))
      seat.classList.toggle("touch-cursor", Boolean(seat.closest("[data-race]")) && cursors.includes(seat.dataset.id));
  };
  const cursors = [null, null]; // the seats two people are at, by their ids
  const race = (event) => {
    const maps = event.target.closest("[data-race]")?.querySelectorAll("[data-seats]") ?? [];
    const hand = HANDS.findIndex((keys) => event.code in keys);
    if (!maps.length || hand < 0) return false;
    const stops = [...maps[hand].querySelectorAll("button")];
    const here = stops.find((node) => node.dataset.id === cursors[hand]) ?? stops[0];
    const way = HANDS[hand][event.code];
    if (way !== "take") cursors[hand] = (nearest(here, stops, ARROWS[way]) ?? here).dataset.id;
    else if (!event.repeat) tap(here);
    event.preventDefault();
    groom();
    return true;
  };

  // What is touched -----------------------------------------------------------------------
  el.addEventListener("click", (event) => {
    const thing = event.target.closest("button[data-act]") ?? event.target.closest("[data-drop]")?.querySelector(".touch-put");
    if (thing && event.detail < 2 && !swallow) tap(thing);
  });
  el.addEventListener("input", ({ target }) => {
    if (target.dataset.act && waiting) later.set(target.dataset.id, "");
    else done(target);
  });
  el.addEventListener("focusin", (event) => {
    const group = event.target.closest("[data-rove]");
    if (group) for (const node of group.querySelectorAll("button")) node.tabIndex = node === event.target ? 0 : -1;
  });
  el.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    if (race(event)) return;
    const { key, target } = event;
    if (key === "Enter" && (event.shiftKey || event.repeat)) event.preventDefault();
    else if (key === "Enter" && target.matches("input")) target.closest("[data-form]")?.querySelector("[data-act]")?.click();
    const group = target.closest("[data-rove]");
    if (!group || !target.matches("button")) return;
    const stops = [...group.querySelectorAll("button")];
    const next =
      key in ARROWS ? nearest(target, stops, ARROWS[key])
      : key === "Home" ? stops[0]
      : key === "End" ? stops.at(-1)
      : /^[^ ]$/.test(key) ? named(stops, key, event.timeStamp)
      : null;
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (group.dataset.rove) done(next);
    else if (event.shiftKey && next.dataset.sweep) send(next.dataset.sweep, `1 ${next.dataset.value}`, next.dataset.hand);
  });

  // Where text was selected the browser would drag that, and cancel ours.
  el.addEventListener("dragstart", (event) => event.preventDefault());
  // A press that moves: over things to mark them all, or with a thing to put it elsewhere.
  el.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest("[data-sweep],[data-drag]");
    swallow = false;
    if (!thing || event.button) return;
    const marks = thing.dataset.sweep && new Set([thing]);
    const on = thing.getAttribute("aria-pressed") !== "true";
    const worn = thing.style.cssText;
    let moved = false;
    const under = (e, what) => document.elementFromPoint(e.clientX, e.clientY)?.closest(what);
    const move = (e) => {
      const [x, y] = [e.clientX - event.clientX, e.clientY - event.clientY];
      if (!moved && Math.hypot(x, y) < 7) return;
      moved = true;
      const over = marks && under(e, "[data-sweep]");
      if (!marks) thing.style.cssText = `${worn};transform:translate(${x}px,${y}px);pointer-events:none;z-index:9`;
      else if (over && el.contains(over)) marks.add(over);
      for (const mark of marks ?? []) mark.classList.add("touch-swept");
    };
    const end = (e) => {
      held.abort();
      if (!moved) return; // a tap: its click follows
      const drop = !marks && under(e, "[data-drop]");
      if (!marks) thing.style.cssText = worn;
      else for (const mark of marks) mark.classList.remove("touch-swept");
      if (e.type === "pointercancel") return;
      swallow = true;
      setTimeout(() => (swallow = false), 50);
      if (marks) send(thing.dataset.sweep, [on ? 1 : 0, ...[...marks].map((mark) => mark.dataset.value)].join(" "), thing.dataset.hand);
      else if (drop && el.contains(drop)) send(thing.dataset.drag, `${thing.dataset.value} ${drop.dataset.drop}`.trim(), thing.dataset.hand);
    };
    const held = new AbortController(); // until the end all moves are heard, wherever they are
    const heard = { pointermove: move, pointerup: end, pointercancel: end, selectstart: (e) => e.preventDefault() };
    for (const name in heard) addEventListener(name, heard[name], { capture: true, signal: held.signal });
  });

  sheet.on("change:value", draw);
  draw();
  return () => sheet.off("change:value", draw);
}

export default { render };
