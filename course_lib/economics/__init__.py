"""Who pays for a messenger: unit economics, ways to be paid, network effects and the ledger."""
