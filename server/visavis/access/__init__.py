"""Who may use a server, and how much: keys, tokens, one-time codes, rates and budgets. Knows nothing of sockets."""
