"""Touching a picture without a browser: what its acts make of it, and what is kept."""

from course_lib.lesson import store


def played(scene, *acts):
    """A fresh picture of a student's after some acts, each a name and a value: "mark 3"."""
    return scene.played(*acts, example=False)


def placed(scene, *places):
    """A picture with each of its tags put on a place."""
    return played(scene, *map("put {} {}".format, scene.tags, places))


def stepped(scene, *marks, times=0):
    """A row of steps with a mark, moved along, and so many steps gone on."""
    return played(scene, *map("at {}".format, marks), *["go"] * times)


def part(model, kind):
    """The one part of this kind."""
    (found,) = [part for part in model.parts if part["kind"] == kind]
    return found


def touched(model, kind="clock", key="items"):
    """The things to touch in a part; of rows all cells."""
    found = part(model, kind)
    return (
        [cell for row in found["rows"] for cell in row["cells"]] if "rows" in found else found[key]
    )


def worn(things, look):
    """Which of them wear a look, by their places in the row."""
    return [place for place, thing in enumerate(things) if look in thing["looks"]]


def kept(key):
    """The guess and its answer, or nothing before there is a guess of one's own."""
    guess, answer = (store.get(kind, key, None) for kind in ("predictions", "answers"))
    return [guess.value, answer.value or ""] if guess.yours else []
