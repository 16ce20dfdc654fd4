"""From a key on a slider to the chart drawn again, in a real JupyterLab: the course's explorer
beside the plain pattern (clear an Output, display the chart) and a widget that draws no chart.

Run it by hand on a quiet machine: python tests/benchmarks/explorer_latency.py [keys]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

VIEW = """
import ipywidgets as widgets
import numpy as np, pandas as pd, altair as alt
from IPython.display import display
from course_lib.lesson.explorers import explorer, slider
from course_lib.lesson.figures import figure, DRAWN

def view(n):
    x = np.arange(60)
    table = pd.DataFrame({"x": x, "y": np.sin(x / (5 + n)) * n + n,
                          "who": np.where(x % 2, "Sari", "Budi")})
    chart = alt.Chart(table).mark_line(point=True).encode(
        alt.X("x:Q", title="Minute"), alt.Y("y:Q", title="Height"), alt.Color("who:N"))
    return figure(chart, f"At setting {n} the wave is {n} high and is drawn with sixty points.",
                  "simulated")
"""
WAYS = {
    "explorer": VIEW + 'explorer(view, n=slider("Setting", 0, 200, start=5))',
    "plain pattern": VIEW
    + """
handle, area = widgets.IntSlider(5, 0, 200), widgets.Output()
def redraw(change):
    with area:
        area.clear_output(wait=True)
        display(view(change["new"]))
handle.observe(redraw, "value")
display(widgets.VBox([handle, area]))
redraw({"new": 5})
""",
    "no chart": """
import ipywidgets as widgets
handle, text = widgets.IntSlider(5, 0, 200), widgets.HTML()
def redraw(change):
    text.value = f"<i role='graphics-symbol' aria-label='{change['new']}'>{change['new']}</i>"
handle.observe(redraw, "value")
redraw({"new": 5})
widgets.VBox([handle, text])
""",
}
# A redraw is the first moment at which the marks are there again and say something else.
PRESS = """async keys => {
  const marks = () => [...document.querySelectorAll('.jp-OutputArea [role=graphics-symbol]')]
    .map(mark => mark.getAttribute('aria-label') + mark.getAttribute('d')).join('|');
  const handle = document.querySelector('.noUi-handle');
  const times = [];
  for (let key = 0; key < keys; key++) {
    const before = marks();
    const start = performance.now();
    handle.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
    await new Promise((resolve, reject) => {
      const stop = setTimeout(() => reject(new Error('nothing was drawn again')), 10000);
      const watcher = new MutationObserver(() => {
        const now = marks();
        if (now && now !== before) {
          watcher.disconnect();
          clearTimeout(stop);
          resolve();
        }
      });
      watcher.observe(document.body, {subtree: true, childList: true, attributes: true});
    });
    times.push(performance.now() - start);
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  return times;
}"""


def measure(keys: int) -> dict[str, list[float]]:
    """Milliseconds of every key, for each way."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
    import nbformat
    import real_lab
    from playwright.sync_api import sync_playwright

    executable = real_lab.find_browser()
    if executable is None:
        sys.exit("no Chromium found: set CHROMIUM")
    times = {}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        lab = real_lab.Lab(Path(home))
        browser = real_lab.launch(playwright, executable)
        try:
            for way, code in WAYS.items():
                name = f"{way.replace(' ', '_')}.ipynb"
                cell = nbformat.v4.new_code_cell(code)
                kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
                notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
                nbformat.write(notebook, lab.folder / name)
                with lab.open(browser, name) as opened:
                    if errors := opened.run():
                        sys.exit(errors[0])
                    opened.page.locator(".jp-OutputArea [role=graphics-symbol]").first.wait_for()
                    opened.page.evaluate(PRESS, 5)  # the first steps load what later ones have
                    times[way] = opened.page.evaluate(PRESS, keys)
        finally:
            browser.close()
            lab.stop()
    return times


if __name__ == "__main__":
    results = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    own = statistics.median(results["explorer"])
    for way, times in results.items():
        median = statistics.median(times)
        nine_in_ten = statistics.quantiles(times, n=10)[-1]
        print(
            f"{way:14} median {median:4.0f} ms, nine in ten below {nine_in_ten:4.0f} ms,"
            f" {median / own:.2f} of the explorer"
        )
