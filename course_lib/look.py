"""The colours of the course: one palette for charts, drawings and boxes.

The hues are those of Okabe and Ito, "Color Universal Design" (2008), darkest contrasts on white
first; their yellow is left out, because on white it is hard to see. A colour never stands alone.
"""

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
AMBER, SKY, BLACK = "#E69F00", "#56B4E9", "#000000"
PALETTE = BLUE, ORANGE, GREEN, PURPLE, AMBER, SKY, BLACK
INK, FAINT, GRID = "#1f2933", "#8a949e", "#e4e7eb"
# The darkest of the greys that a box may have beside a colour; and one beside a colour that stands
# out.
GREY, PALE = "#767676", "#9A9A9A"
