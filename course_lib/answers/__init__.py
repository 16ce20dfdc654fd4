"""What an answer is, whether it is right, and what a student's function does. Shows nothing."""

from course_lib import data

phrase = data.phrases("answers")
