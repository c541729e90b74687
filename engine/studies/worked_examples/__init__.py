"""The rules, worked through on small networks."""
