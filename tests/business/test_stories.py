"""Stories (stories.toml) through both doors, step by step."""

import pytest
from doors import ASHA
from stories import STORIES, Story


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_story(world, story):
    wa, door = world(**story.get("settings", {}))
    Story(wa, door, USER=wa.customer(ASHA, "Asha").user_id).play(story["steps"])
