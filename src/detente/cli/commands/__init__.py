"""The commands, one module a group; each command loads the rooms it needs when it is called."""
