// The reading edition: charts, questions, guesses and openers, without a kernel and without a network.
const $ = (what, from = document) => [...from.querySelectorAll(what)];
const main = document.querySelector("main");
let kept = {}; // where a browser may store nothing: as long as the page is open
try { kept = localStorage ?? kept; } catch {}

// Charts are drawn when they come near the screen; until then, and without a script, the picture stays.
const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting || !window.vegaEmbed) continue;
    near.unobserve(target);
    const spec = JSON.parse(document.getElementById(`chart-${target.dataset.chart}`).textContent);
    if (spec.autosize) spec.width = Math.min(spec.width, target.clientWidth); // its words stay as large on a phone
    const place = document.createElement("div");
    window.vegaEmbed(place, spec, { renderer: "svg", actions: false }).then(() => target.replaceChildren(place));
  }
}, { rootMargin: "600px" });
addEventListener("load", () => $("[data-chart]").forEach((figure) => near.observe(figure)));

// What scrolls takes the keyboard.
const groom = () => $("pre, .output, .highlight, figure").forEach((box) => {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
});
for (const when of ["load", "resize", "toggle"]) addEventListener(when, groom, true);

// A question answers at once; without this script it has its answer folded.
$(".unplayed").forEach((answer) => answer.remove());
for (const form of $(".question")) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    if (form.dataset.guess) kept[`guess.${form.dataset.guess}`] = target.value;
    else form.querySelector("[role=status]").innerHTML = target.dataset.reply;
    show();
  });
}

// A guess stays in the browser, and its reveal repeats it.
function show() {
  for (const line of $("[data-told]")) {
    const guess = kept[`guess.${line.dataset.told}`] || (line.className && main.dataset.none);
    if (guess) line.textContent = main.dataset.kept.replace("{}", () => guess);
  }
}
show();

// An opener is played from its states, by the script that draws it in a notebook.
for (const place of $("[data-scene]")) {
  const { lines, states, moves, words } = await (await fetch(place.dataset.scene)).json();
  const { default: view } = await import("./touch.js");
  let [at, turn, draw] = [0, 0, () => {}];
  const model = {
    get: (name) => ({ words, sheet: "", value: JSON.stringify({ html: states[at].map((line) => lines[line]).join("><"), drawings: [turn, turn, turn] }) })[name],
    widget_manager: { get_model: () => model },
    on: (_, then) => (draw = then),
    off: () => {},
    send({ act, value }) {
      const next = moves[at][`${act} ${value}`.trim()];
      if (next === undefined) return setTimeout(() => (place.querySelector(".touch-said").textContent = place.dataset.beyond));
      [at, turn] = [next, turn + 1];
      setTimeout(draw);
    },
  };
  place.replaceChildren();
  view.render({ model, el: place });
}
