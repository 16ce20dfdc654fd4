"""What it takes, and what it costs, to carry messages: load, queues and the yearly bill."""
