// Stands unseen in every output with a widget. It keeps keys inside, lets a double click be one
// click, and hides what a file keeps of the widget for as long as a kernel answers.
const KEYS = "button, select, summary, a[href], input";

const BOXES = ".widget-text > input, .widget-textarea > textarea, .widget-radio-box";
const AREA = ".jp-OutputArea-child, .output_area"; // of JupyterLab, of the classic notebook
const BODY = ".jp-OutputArea-output, .output_subarea";

function guard(output, model) {
  const taken = new WeakMap(); // what was drawn in a still

  const stills = () => {
    const all = [...(output.parentElement?.children ?? [])].filter((part) => part.matches(AREA));
    const here = all.indexOf(output);
    return here < 0 ? [] : all.slice(here + 1, here + 1 + model.get("stills"));
  };
  const settle = () => {
    for (const part of output.querySelectorAll(`${KEYS}, [tabindex]`)) part.setAttribute("data-lm-suppress-shortcuts", "true");
    for (const options of output.querySelectorAll(".widget-radio-box")) { // without a name so far
      const [asked, above] = [options, options.parentElement].map((part) => part.previousElementSibling?.textContent);
      Object.assign(options, { role: "radiogroup", ariaLabel: asked || above || "" });
    }
    const dead = output.querySelector(".jupyter-widgets-disconnected") !== null;
    output.classList.toggle("course-dead", dead);
    for (const part of stills()) {
      part.classList.toggle("course-still", !dead);
      const body = part.querySelector(BODY);
      // Taken out while hidden, or a label would be found twice; put back when it is needed.
      if (!dead && body?.childNodes.length) {
        taken.set(body, [...body.childNodes]);
        body.replaceChildren();
      } else if (dead && taken.has(body)) {
        body.replaceChildren(...taken.get(body));
        taken.delete(body);
      }
    }
  };
  // A kernel that was shut down says nothing, and what is sent to it is an error.
  const send = async (said) => model.send(said);
  const lost = () => output.querySelector(".jupyter-widgets")?.classList.add("jupyter-widgets-disconnected");

  output.classList.add("course-live");
  // Safari on a Mac gives what is clicked no focus, and JupyterLab would have the keys that follow.
  for (const touched of ["click", "input"])
    output.addEventListener(touched, ({ target, isTrusted }) => isTrusted && target.closest?.(KEYS)?.focus({ preventScroll: true }), true);
  output.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  // JupyterLab hears no key from in here, and the browser would save its page.
  output.addEventListener("keydown", (event) => {
    const saves = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
    if (saves && !output.closest(".jp-Notebook")?.dispatchEvent(new KeyboardEvent("keydown", event))) event.preventDefault();
  }, true);
  // ipywidgets sends a number itself when it is done, and of an emptied box nothing.
  const typed = ({ type, target }) => {
    if (target.type === "number" ? type === "input" || target.value : type === "change") return;
    const box = [...output.querySelectorAll(BOXES)].indexOf(target.closest(BOXES));
    send({ box, typed: target.value }).catch(lost);
  };
  for (const kind of ["input", "change"]) output.addEventListener(kind, typed, true);
  output.addEventListener("click", (event) => { // a key has no second click
    if (event.detail > 1 && event.target.closest?.("button")) event.stopPropagation();
    else if (!event.target.closest(".touch")) send({}).catch(lost); // which sees for itself
  }, true);
  // A browser in English drops the comma of 3,5, and 35 would be left. Firefox lets a letter in, and
  // of 50% nothing would be left.
  output.addEventListener("beforeinput", (event) => {
    const fits = event.data === "," ? "." : event.data?.replace(/[^\d.e+-]/gi, "");
    if (event.target.type !== "number" || fits === (event.data ?? fits)) return;
    event.preventDefault();
    if (fits) document.execCommand("insertText", false, fits);
  });
  // A wheel over a number with the focus would change it, where somebody only reads on.
  output.addEventListener("wheel", ({ target }) => target.type === "number" && target.blur(), { passive: true });
  const changes = new MutationObserver(settle);
  changes.observe(output, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  if (output.parentElement) changes.observe(output.parentElement, { childList: true, subtree: true });
  settle();
  return () => changes.disconnect();
}

function render({ model, el }) {
  let [later, undo] = [0, () => clearTimeout(later)];
  const start = () => {
    const output = el.closest(AREA);
    if (!output) return (later = setTimeout(start, 20)); // not attached yet
    undo = guard(output, model);
    model.send({ here: output.matches(".output_area") ? "classic" : "lab" });
  };
  start();
  return () => undo();
}

export default { render };
