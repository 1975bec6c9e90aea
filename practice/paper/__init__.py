"""The paper of the stand-in world: forms drawn, filled with made-up slips, aged as an office scanner would, each with its truth."""
