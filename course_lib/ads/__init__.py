"""Ads that open a chat: who is shown one, what it costs, what it brings, and to whom."""
