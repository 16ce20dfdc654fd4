"""A class: what is handed out, how what comes back is graded, and where the marks go."""
