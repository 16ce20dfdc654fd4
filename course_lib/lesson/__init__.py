"""How a lesson shows itself: figures, predictions, exercises, quizzes, explorers, saved work."""

from course_lib import data

phrase = data.phrases("lesson")
