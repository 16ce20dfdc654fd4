"""What keeps a message unread: keys, handshake, sealing, ratchet, groups, media and backups."""
