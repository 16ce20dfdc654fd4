"""What a log of envelopes gives away without one word of content, and what protects from it."""
