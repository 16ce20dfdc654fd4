"""Touching a picture without a browser: what its acts make of it, and what is kept."""

from course_lib.lesson import store


def played(scene, *acts):
    """A fresh picture after some acts, each a name and a value: "mark 3"."""
    model = scene()
    for act in acts:
        name, _, value = act.partition(" ")
        model.act(name, value)
    return model


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


def kept(key):
    """The guess and its answer, or nothing before there is a guess of one's own."""
    guess = store.get("predictions", key, None)
    return (guess.value, store.get("answers", key, None).value) if guess.yours else None


def steps(model):
    """The things to touch in a row of steps."""
    return part(model, "clock")["items"]
