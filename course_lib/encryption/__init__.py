"""What keeps a message unread on its way: keys, sealing, the handshake, sixty digits to compare."""
