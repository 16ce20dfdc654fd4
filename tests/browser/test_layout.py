"""Every lesson on a small laptop, in the dark, at twice the size: nothing cut or given away."""

from pathlib import Path

import pytest
from real_lab import mostly_weekly

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
DAILY = ("06_chat_commerce.ipynb", "09_the_product.ipynb")
SIZES = {"small laptop": (1024, 700), "a quarter larger": (1024, 640), "twice": (640, 400)}
# A widget that scrolls sideways; what is outside its cell or its drawing, or is shortened;
# labels of an axis that touch, letters that are small.
AMISS = """() => { const amiss = []; const shown = [...document.querySelectorAll(
  '.jp-OutputArea-output svg.marks')].filter(chart => chart.getBoundingClientRect().width);
for (const panel of document.querySelectorAll('.jp-OutputArea-output:has(.jupyter-widgets)')) {
  const more = panel.scrollWidth - panel.clientWidth;
  if (more > 0 && innerWidth >= 1024) amiss.push(['scrolls', more, panel.innerText.slice(0, 60)]);
}
for (const chart of shown) {
  const place = chart.getBoundingClientRect();
  const cell = chart.closest('.jp-OutputArea-output').getBoundingClientRect();
  const name = (chart.getAttribute('aria-label') ?? '').slice(0, 60);
  if (place.right > cell.right + 1 || place.left < cell.left - 1) amiss.push(['outside', name]);
  const scale = place.width / chart.getAttribute('width');
  for (const text of chart.querySelectorAll('text')) {
    const at = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (at.width && size < SMALLEST) amiss.push(['small', name, text.textContent, size]);
    if (text.textContent.endsWith('…')) amiss.push(['shortened', name, text.textContent]);
    if (at.width && text.textContent && (at.left < place.left - 2 || at.right > place.right + 2))
      amiss.push(['cut', name, text.textContent]);
  }
  for (const axis of chart.querySelectorAll('.role-axis-label')) {
    const labels = [...axis.querySelectorAll('text')].filter(
      label => label.textContent && label.getAttribute('opacity') !== '0');
    for (let n = 1; n < labels.length; n++) {
      const [a, b] = [labels[n - 1], labels[n]].map(label => label.getBoundingClientRect());
      if (a.right + 1 > b.left && b.right + 1 > a.left
          && a.bottom - 1 > b.top && b.bottom - 1 > a.top)
        amiss.push(['touch', name, labels[n - 1].textContent, labels[n].textContent]);
    }
  }
}
return amiss; }"""
# A chart with a card of its own, or ink that is as dark as the page behind it.
UNSEEN = """() => { const unseen = [];
const dark = colour => { const c = (colour.match(/[\\d.]+/g) ?? []).map(Number);
  return c.length >= 3 && (c[3] ?? 1) > 0 && Math.max(...c.slice(0, 3)) < 60; };
for (const chart of document.querySelectorAll('.jp-OutputArea-output svg.marks')) {
  const card = chart.querySelector(':scope > rect');
  if (card && !['none', 'transparent', 'rgba(0, 0, 0, 0)'].includes(getComputedStyle(card).fill))
    unseen.push(['card', getComputedStyle(card).fill]);
  for (const mark of chart.querySelectorAll('.mark-symbol path, .mark-line path, text')) {
    const style = getComputedStyle(mark);
    if (mark.closest('.mark-text') && chart.querySelector('.mark-rect')) continue; // on a tile
    const ink = style.fill !== 'none' ? style.fill : style.stroke;
    if (mark.getBoundingClientRect().width && dark(ink) && style.opacity !== '0')
      unseen.push(['ink', ink, mark.outerHTML.slice(0, 120)]);
  }
}
return unseen; }"""
SEEN = """controls => { const cell = controls.closest('.jp-Cell');
cell.scrollIntoView({block: 'start'});
return new Promise(done => setTimeout(() => {
  const page = document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook')
    .getBoundingClientRect();
  const chart = cell.querySelector('.course-fit svg')?.getBoundingClientRect();
  if (!chart) return done([1, 1]);
  const part = at => Math.max(0, Math.min(at.bottom, page.bottom) - Math.max(at.top, page.top));
  const first = controls.querySelector('input').getBoundingClientRect();
  done([part(chart) / Math.min(chart.height, page.height), part(first) / first.height]);
}, 300)); }"""


@pytest.mark.parametrize("name", mostly_weekly(LESSONS, *DAILY))
def test_a_lesson_in_the_dark_on_a_small_laptop(lab, browser, name):
    with lab.open(browser, name, run=False, dark=True, size=(1024, 700)) as lesson:
        assert given_away(lesson) == [], "in the stored notebook, which nobody trusts"
        assert lesson.run() == []
        assert given_away(lesson) == [], "after Run All, with nothing guessed"
        lesson.page.wait_for_timeout(1000)
        assert lesson.page.evaluate(UNSEEN) == []
        for controls in lesson.page.locator(".course-controls").all():
            chart, control = controls.evaluate(SEEN)
            assert chart > 0.4, "the chart is on the screen"
            assert control == 1, "beside the control that moves it"
        for size, (width, height) in SIZES.items():
            lesson.page.set_viewport_size({"width": width, "height": height})
            lesson.page.wait_for_timeout(500)
            smallest = 8 if width == 1024 else 0  # pixels; at twice the size they are doubled
            assert lesson.page.evaluate(AMISS.replace("SMALLEST", str(smallest))) == [], size


def given_away(lesson):
    """Answers and reasons that can be read with no fold opened."""
    read = " ".join(lesson.visible().split())
    hidden = lesson.page.evaluate(
        "() => [...document.querySelectorAll('.jp-OutputArea-output details td:last-child')]"
        ".filter(cell => cell.closest('table').querySelectorAll('th').length === 3)"
        ".map(cell => cell.textContent)"
    )
    return [reason for reason in hidden if len(reason) > 30 and reason in read]
