"""How a lesson shows itself: figures, predictions, exercises, quizzes, explorers, saved work."""
